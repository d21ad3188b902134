package io.guestfs.internal.doctor;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.workdir.SafeModes;
import io.guestfs.appliance.workdir.WorkDirectories;
import io.guestfs.diagnosis.Area;
import java.io.IOException;
import java.nio.file.Path;

/** Whether a private directory and a file in it can be made where temporary files go. */
final class TemporaryCheck implements Check {

    private static final String REMEDY = "export TMPDIR=/a/directory/you/may/write/to";

    @Override
    public Area area() {
        return Area.TEMPORARY;
    }

    @Override
    public void look(Host host, Report report) {
        try (WorkDirectories work = new WorkDirectories(host.settings().directories())) {
            Path file = work.tempFile("doctor", "");
            SafeModes.createPrivateFile(file);
            report.ok("Private files can be made in "
                    + host.settings().directories().temporaryBase() + ".");
        } catch (ApplianceException e) {
            report.fault(e, REMEDY);
        } catch (IOException e) {
            report.fault(
                    "No file can be made in " + host.settings().directories().temporaryBase() + ": " + e, REMEDY);
        }
    }
}
