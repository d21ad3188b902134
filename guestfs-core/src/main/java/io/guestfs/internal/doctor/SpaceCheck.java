package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Room for the appliance, which supermin builds beside the one that is there, and for overlays and scratch drives. */
final class SpaceCheck implements Check {

    private static final long MIB = 1 << 20;
    /** An appliance of Debian 12 takes 700 MiB, and the old one stays until the new one is complete. */
    private static final long APPLIANCE = 1024 * MIB;

    private static final long TEMPORARY_LEAST = 16 * MIB;
    private static final long TEMPORARY_GOOD = 256 * MIB;

    @Override
    public Area area() {
        return Area.SPACE;
    }

    @Override
    public void look(Host host, Report report) throws IOException {
        if (ApplianceCheck.find(host).isEmpty() || ApplianceCheck.built(host)) {
            lookAtCache(host, report, host.settings().directories().cacheBase());
        }
        lookAtTemporary(host, report, host.settings().directories().temporaryBase());
    }

    private static void lookAtCache(Host host, Report report, Path base) throws IOException {
        long free = host.free().in(base);
        String remedy = "export LIBGUESTFS_CACHEDIR=/a/directory/with/a/GiB/free   # now: df -h " + Shell.word(base);
        if (free >= APPLIANCE) {
            report.ok(mib(free) + " for the appliance in " + base + ".");
        } else if (Files.exists(CacheCheck.root(base.resolve(".guestfs-" + host.userId())))) {
            report.warning(
                    "Only " + mib(free) + " in " + base
                            + ": the appliance is there, but it cannot be built again, which"
                            + " happens whenever packages of the host change.",
                    remedy);
        } else {
            report.fault("Only " + mib(free) + " in " + base + ", and the appliance takes 1 GiB.", remedy);
        }
    }

    private static void lookAtTemporary(Host host, Report report, Path base) throws IOException {
        long free = host.free().in(base);
        String remedy = "export TMPDIR=/a/directory/with/room   # now: df -h " + Shell.word(base);
        if (free >= TEMPORARY_GOOD) {
            report.ok(mib(free) + " for temporary files in " + base + ".");
        } else if (free >= TEMPORARY_LEAST) {
            report.warning(
                    "Only " + mib(free) + " in " + base + ": what is written to scratch drives and to drives opened"
                            + " read-only goes there.",
                    remedy);
        } else {
            report.fault("Only " + mib(free) + " in " + base + ", where overlays and scratch drives go.", remedy);
        }
    }

    private static String mib(long bytes) {
        return bytes / MIB + " MiB";
    }
}
