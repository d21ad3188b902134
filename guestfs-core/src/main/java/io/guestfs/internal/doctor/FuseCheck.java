package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.nio.file.Files;
import java.nio.file.Path;

/** What mounting a guest on the host takes. Nothing else needs it. */
final class FuseCheck implements Check {

    private static final String UNLESS = ", so mountLocal does not work.";

    @Override
    public Area area() {
        return Area.FUSE;
    }

    @Override
    public void look(Host host, Report report) {
        Path device = host.file("/dev/fuse");
        if (!Files.exists(device)) {
            report.note("There is no " + device + UNLESS, host.asRoot("modprobe fuse"));
        } else if (!host.readable().test(device) || !Files.isWritable(device)) {
            report.note("This user may not open " + device + UNLESS, host.asRoot("chmod 0666 " + device));
        }
        if (Tool.find(host, "fusermount").isEmpty()
                && Tool.find(host, "fusermount3").isEmpty()) {
            report.note("Neither fusermount nor fusermount3 was found" + UNLESS, Packages.FUSE_PROGRAM.install(host));
        }
        if (!Tool.libraryPresent(host, "libfuse.so.2")) {
            report.note("The library libfuse.so.2 was not found" + UNLESS, Packages.FUSE_LIBRARY.install(host));
        }
        if (report.findings().isEmpty()) {
            report.ok("Device, program and library are there.");
        }
    }
}
