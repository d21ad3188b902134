package io.guestfs.it;

import io.guestfs.GuestFS;
import io.guestfs.disaster.Figures;
import io.guestfs.disaster.Footprint;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many launches of the real appliance in one JVM, two at a time; {@code -Dguestfs.launches} takes another number. */
@Timeout(3600)
class ManyLaunchesIT {

    private static final int LAUNCHES = Integer.getInteger("guestfs.launches", 50);

    @TempDir
    Path directory;

    @Test
    void nothingGrows() {
        RealHandle.assumeHostIsReady();
        two();
        Footprint before = Footprint.now(directory);
        for (int done = 2; done < LAUNCHES; done += 2) {
            two();
        }
        Footprint after = Footprint.awaitNoMoreThan(before, directory);
        Figures.note("%d launches of the real appliance: %s, then %s", LAUNCHES, before, after);
    }

    private void two() {
        CompletableFuture<Void> other = CompletableFuture.runAsync(this::launch);
        launch();
        other.join();
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
