package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.FakeAppliance;
import io.guestfs.GuestFS;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Eight threads that share a handle. */
@Timeout(300)
class ManyThreadsTest {

    private static final int THREADS = 8;
    private static final int CALLS = 10_000;

    private final FakeAppliance appliance = FakeQemu.relaying();

    @AfterEach
    void close() {
        appliance.close();
    }

    /** Gives the text of the first argument back, so that a reply in the wrong place shows. */
    private static void echo(FakeDaemon daemon) {
        FakeAppliance.answer(
                daemon,
                "vfs_type",
                call -> Answer.ok(new WireBytes().string(call.arguments().string())));
    }

    private static void callsOfOneThread(GuestFS g, int thread) {
        for (int i = 0; i < CALLS; i++) {
            String name = "/dev/t" + thread + "n" + i;
            assertThat(g.vfsType(name)).isEqualTo(name);
            if (i % 100 == 0) {
                assertThat(g.getMemsize()).isPositive();
            }
        }
    }

    @Test
    void noReplyIsMixedUp() throws Exception {
        FakeDaemon daemon = appliance.serve(FakeAppliance.script());
        echo(daemon);
        GuestFS g = appliance.launched();
        List<Ending> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            threads.add(Ending.of(() -> callsOfOneThread(g, thread)));
        }
        for (Ending thread : threads) {
            assertThat(thread.await(Ending.PATIENCE_SECONDS * 4)).isSameAs(Ending.NONE);
        }
        assertThat(daemon.failure()).isNull();
        assertThat(daemon.calls()).hasSize(THREADS * CALLS);
    }
}
