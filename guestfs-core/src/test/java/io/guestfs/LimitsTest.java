package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.disaster.Figures;
import io.guestfs.error.CancelledException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Launch, shutdown and close end, whatever qemu and the daemon do. */
@Timeout(90)
class LimitsTest {

    /** The promise is five seconds; the machine may be busy. */
    private static final Duration CEILING = Duration.ofSeconds(40);

    private final FakeAppliance appliance = new FakeAppliance();

    @AfterEach
    void close() {
        appliance.close();
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** Runs something where programs like to run it, with no thread of the common pool left for others. */
    private static void within(Runnable work) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<Void> done = CompletableFuture.runAsync(work, ForkJoinPool.commonPool());
        for (int i = 1; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
            ForkJoinPool.commonPool().execute(() -> await(over));
        }
        try {
            done.get(CEILING.toSeconds(), TimeUnit.SECONDS);
        } finally {
            over.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closingAStoppedQemuKillsIt() throws Exception {
        appliance.serve(FakeAppliance.script());
        GuestFS g = appliance.launched();
        long qemu = g.getPid();
        StalledTransferTest.signal("STOP", qemu);
        long begin = System.nanoTime();
        within(g::close);
        Figures.since(begin, "close with a stopped fake qemu");
        assertThat(alive(qemu)).isFalse();
    }

    @Test
    void shuttingDownWithADaemonThatHangsSaysSo() throws Exception {
        FakeDaemon daemon = appliance.serve(FakeAppliance.script());
        GuestFS g = appliance.launched();
        FakeAppliance.answer(daemon, "internal_autosync", new Answer().stall());
        long qemu = g.getPid();
        long begin = System.nanoTime();
        AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        within(() -> end.set(catchThrowable(g::shutdown)));
        assertThat(end.get()).isInstanceOf(GuestFSException.class).hasMessageContaining("writing back does not go on");
        Figures.since(begin, "shutdown with a daemon that hangs while it writes back");
        assertThat(alive(qemu)).isFalse();
        assertThat(g.isConfig()).isTrue();
    }

    @Test
    void aLaunchCanBeCancelledAndTriedAgain() throws Exception {
        appliance.serve(FakeDaemon.script());
        GuestFS g = appliance.handle();
        CountDownLatch console = new CountDownLatch(1);
        g.setEventCallback(event -> console.countDown(), EnumSet.of(EventKind.APPLIANCE));
        CompletableFuture<@Nullable Throwable> launch = CompletableFuture.supplyAsync(() -> catchThrowable(g::launch));
        console.await();
        long begin = System.nanoTime();
        g.userCancel();
        assertThat(launch.get(CEILING.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
        Figures.since(begin, "userCancel of a launch that hangs");
        assertThat(g.isConfig()).isTrue();

        appliance.serve(FakeAppliance.script("ping_daemon"));
        g.launch();
        g.pingDaemon();
    }

    @Test
    void aLaunchEndsWhenItsTimeIsUp() {
        appliance.serve(FakeDaemon.script());
        GuestFS g = appliance.handle();
        g.setBackendSettings(List.of("force_tcg", "launch_timeout=1"));
        assertThatThrownBy(g::launch)
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining("within 1 s")
                .hasMessageContaining("launch_timeout");
        assertThat(g.isConfig()).isTrue();
    }

    private GuestFS handle(Duration limit) {
        return appliance.handle(GuestFSOptions.DEFAULT.withoutEnvironment().withLaunchLimit(limit));
    }

    @Test
    void theLimitOfTheOptionsEndsALaunchAndTheSettingComesBeforeIt() {
        appliance.serve(FakeDaemon.script());
        GuestFS g = handle(Duration.ofSeconds(2));
        assertThatThrownBy(g::launch)
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining("within 2 s")
                .hasMessageContaining("withLaunchLimit");
        appliance.addDisk(g);
        appliance.serve(FakeDaemon.script());
        g.setBackendSettings(List.of("force_tcg", "launch_timeout=1"));
        assertThatThrownBy(g::launch).isInstanceOf(LaunchFailedException.class).hasMessageContaining("within 1 s");

        GuestFS hasty = handle(Duration.ofMillis(1));
        appliance.serve(FakeAppliance.script());
        hasty.setBackendSettings(List.of("force_tcg", "launch_timeout=60"));
        hasty.launch();
        assertThat(hasty.isReady()).isTrue();
    }

    @Test
    void aLimitOfTheOptionsThatIsOutOfRangeIsRefused() {
        GuestFSOptions options = GuestFSOptions.DEFAULT;
        assertThat(options.launchLimit()).isEqualTo(Duration.ofMinutes(20));
        assertThat(options.withLaunchLimit(Duration.ofSeconds(999_999)).launchLimit())
                .hasSeconds(999_999);
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(1_000_000))) {
            assertThatThrownBy(() -> options.withLaunchLimit(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("launch limit");
        }
    }

    @Test
    void aLimitThatIsNoNumberIsRefused() {
        GuestFS g = appliance.handle();
        g.setBackendSettings(List.of("launch_timeout=soon"));
        assertThatThrownBy(g::launch).isInstanceOf(LaunchFailedException.class).hasMessageContaining("soon");
    }
}
