package io.guestfs.it;

import io.guestfs.GuestFS;
import io.guestfs.disaster.Figures;
import io.guestfs.disaster.Footprint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many launches of the real appliance in one JVM. Ten of them take two minutes under emulation; {@code
 * -Dguestfs.launches=50} makes more.
 */
@Timeout(3600)
class ManyLaunchesIT {

    private static final int LAUNCHES = Integer.getInteger("guestfs.launches", 10);

    @TempDir
    Path directory;

    @Test
    void nothingGrows() {
        RealHandle.assumeHostIsReady();
        launch();
        Footprint before = Footprint.now(directory);
        for (int i = 1; i < LAUNCHES; i++) {
            launch();
        }
        Footprint after = Footprint.awaitNoMoreThan(before, directory);
        Figures.note("%d launches of the real appliance: %s, then %s", LAUNCHES, before, after);
    }

    private void launch() {
        try (GuestFS g = RealHandle.open()) {
            g.setTmpdir(directory.toString());
            g.addDriveScratch(1024 * 1024);
            g.launch();
            g.pingDaemon();
        }
    }
}
