package io.guestfs.internal.doctor;

import io.guestfs.appliance.SocketPath;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.workdir.WorkDirectories;
import io.guestfs.diagnosis.Area;

/** Whether a socket can be made where sockets go, under a name that the system allows. */
final class SocketsCheck implements Check {

    @Override
    public Area area() {
        return Area.SOCKETS;
    }

    @Override
    public void look(Host host, Report report) {
        try (WorkDirectories work = new WorkDirectories(host.settings().directories())) {
            SocketPath.ofDaemon(work);
            report.ok("Sockets can be made in " + host.settings().directories().socketBase() + ".");
        } catch (ApplianceException e) {
            report.fault(
                    e,
                    host.variable("XDG_RUNTIME_DIR") == null
                            ? "export XDG_RUNTIME_DIR=/a/short/directory/of/your/own"
                            : "unset XDG_RUNTIME_DIR");
        }
    }
}
