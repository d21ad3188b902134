package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.nio.file.Path;
import java.util.Optional;

/** The program that builds the appliance, and the one that it makes the appliance's file system with. */
final class SuperminCheck implements Check {

    @Override
    public Area area() {
        return Area.SUPERMIN;
    }

    @Override
    public void look(Host host, Report report) {
        if (ApplianceCheck.find(host).isPresent() && !ApplianceCheck.built(host)) {
            report.ok("Not needed, because the appliance is ready-made.");
            return;
        }
        Optional<Path> supermin = Tool.find(host, "supermin");
        if (supermin.isPresent()) {
            Tool.reportVersion(host, supermin.get(), report, Packages.SUPERMIN.install(host));
        } else {
            report.fault("The program supermin was not found on PATH.", Packages.SUPERMIN.install(host));
        }
        if (Tool.find(host, "mke2fs").isEmpty()) {
            report.fault(
                    "The program mke2fs was not found; supermin makes the root of the appliance with it.",
                    Packages.MKE2FS.install(host));
        }
    }
}
