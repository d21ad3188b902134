package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.FakeAppliance;
import io.guestfs.GuestFS;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand launches in one JVM: nothing of them stays. */
@Timeout(900)
class ManyLaunchesTest {

    private static final int LAUNCHES = 1000;

    /** What is made once, classes and threads of pools above all, is made by these. */
    private static final int WARM_UP = 100;

    private static final int LANES = 4;

    @TempDir
    Path directory;

    @Test
    void nothingGrows() throws Exception {
        try (FakeAppliance appliance = FakeQemu.alone("answer")) {
            launches(appliance, WARM_UP);
            Footprint before = Footprint.now(directory);
            launches(appliance, LAUNCHES);
            Footprint after = Footprint.awaitNoMoreThan(before, directory);
            Figures.note("%d launches on the fake: %s, then %s", LAUNCHES, before, after);
        }
    }

    private void launches(FakeAppliance appliance, int count) throws Exception {
        List<Ending> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(Ending.of(() -> {
                for (int n = 0; n < count / LANES; n++) {
                    launch(appliance, n);
                }
            }));
        }
        for (Ending lane : lanes) {
            assertThat(lane.await(Ending.PATIENCE_SECONDS * 12)).isSameAs(Ending.NONE);
        }
    }

    /** Ends that differ: in order, without shutdown, after a loss. */
    private void launch(FakeAppliance appliance, int n) {
        try (GuestFS g = appliance.newHandle()) {
            g.setTmpdir(directory.toString());
            g.launch();
            g.pingDaemon();
            switch (n % 3) {
                case 0 -> g.shutdown();
                case 1 -> FakeQemu.signal(FakeQemu.of(g), "KILL");
                default -> {}
            }
        }
    }
}
