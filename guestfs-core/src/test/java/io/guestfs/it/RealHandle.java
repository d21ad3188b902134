package io.guestfs.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.event.EventKind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Handles over the real appliance whose calls are counted. */
public final class RealHandle {

    private RealHandle() {}

    /** Makes a handle whose successful calls count for {@link CallCoverage}. */
    static GuestFS open() {
        GuestFS g = new GuestFS();
        g.setEventCallback(CallCoverage::event, EnumSet.of(EventKind.TRACE));
        g.setTrace(true);
        return g;
    }

    /** Skips the test, with the reason, where the appliance can't be run at all. */
    public static void assumeHostIsReady() {
        for (String program : new String[] {"qemu-system-x86_64", "supermin", "qemu-img"}) {
            assumeTrue(onPath(program), program + " is not installed: run guestfs-appliance/host-setup");
        }
    }

    /** Tells whether a program is on the PATH. */
    static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }
}
