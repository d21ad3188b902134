package io.guestfs.appliance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Programs call the library from the common pool, and may hold all its threads while they wait for us. What ends their waiting must
 * not wait for a thread of that pool.
 */
@Timeout(120)
class HeldCommonPoolTest {

    /** Not a limit of the library: only so that what stays for ever becomes a failure. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void hold() throws InterruptedException {
        int threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
        CountDownLatch held = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                held.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        assertThat(held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void letGo() {
        over.countDown();
    }

    @Test
    void aLimitIsKept() throws Exception {
        CountDownLatch up = new CountDownLatch(1);
        try (Limit limit = new Limit(Duration.ofMillis(1), up::countDown)) {
            assertThat(up.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theEndOfAChildIsNoticed() throws Exception {
        ChildProcess child = ChildProcess.start(List.of("/bin/sh", "-c", "exit 3"), Map.of(), false);
        CountDownLatch told = new CountDownLatch(1);
        child.whenEnded(exit -> told.countDown());
        assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(child.onExit().join()).isEqualTo(new ProcessExit(3));
    }
}
