package io.guestfs.internal.doctor;

import io.guestfs.appliance.Passt;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.diagnosis.Area;

/** The helper that keeps network code out of qemu. Only handles with a network use it. */
final class PasstCheck implements Check {

    @Override
    public Area area() {
        return Area.PASST;
    }

    @Override
    public void look(Host host, Report report) {
        if (Tool.find(host, "passt").isEmpty()) {
            report.note(
                    "passt was not found; a handle with a network uses that of qemu, which is less safe.",
                    Packages.PASST.install(host));
            return;
        }
        try {
            if (Passt.usable(QemuCheck.find(host), host.environment())) {
                report.ok("Handles with a network use passt.");
            } else {
                report.note(
                        "passt is there, but cannot be used: it does not run, or qemu is older than 7.2.",
                        Packages.QEMU.install(host));
            }
        } catch (ApplianceException e) {
            report.note("Not looked at, because there is no qemu.", "");
        }
    }
}
