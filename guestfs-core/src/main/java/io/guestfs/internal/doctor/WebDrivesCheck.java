package io.guestfs.internal.doctor;

import io.guestfs.appliance.web.WebReaders;
import io.guestfs.diagnosis.Area;

/** What reads drives at web servers. */
final class WebDrivesCheck implements Check {

    @Override
    public Area area() {
        return Area.WEB_DRIVES;
    }

    @Override
    public void look(Host host, Report report) {
        if (WebReaders.usable(host.environment())) {
            report.ok("Drives at web servers are read by nbdkit.");
        } else {
            report.note(
                    "nbdkit with its plugin curl was not found; drives at web servers are read by qemu, which can wait for"
                            + " ever where a server keeps its connections open.",
                    Packages.NBDKIT.install(host));
        }
    }
}
