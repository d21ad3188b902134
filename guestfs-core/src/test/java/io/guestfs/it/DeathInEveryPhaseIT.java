package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.GuestFS;
import io.guestfs.disaster.EndlessZeros;
import io.guestfs.disaster.Figures;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real qemu is killed, or stopped, in the phases of its life. Those of its start, and death in an ordinary call, are in
 * {@link LaunchFailureIT}, {@link ApplianceLossIT} and {@link StoppedQemuIT}; the fake qemu dies in more ways.
 */
@Timeout(300)
class DeathInEveryPhaseIT {

    /** What the appliance does when it happens. */
    enum Phase {
        IDLE {
            @Override
            void reach(GuestFS g, Runnable strike) {
                strike.run();
                g.pingDaemon();
            }
        },
        UPLOAD {
            @Override
            void reach(GuestFS g, Runnable strike) {
                g.upload(new EndlessZeros(later(strike)), "/dev/sda");
            }
        },
        DOWNLOAD {
            @Override
            void reach(GuestFS g, Runnable strike) {
                g.download("/dev/sda", sink(later(strike)));
            }
        },
        SHUTDOWN {
            @Override
            void reach(GuestFS g, Runnable strike) {
                g.setEventCallback(
                        event -> {
                            if (((Event.Message) event).text().equals("internal_autosync")) {
                                strike.run();
                            }
                        },
                        EnumSet.of(EventKind.TRACE));
                g.shutdown();
            }
        };

        abstract void reach(GuestFS g, Runnable strike);
    }

    private static final int CHUNKS_BEFORE = 20;
    private static final int PATIENCE_SECONDS = 60;

    private final OwnProcesses processes = new OwnProcesses();

    @TempDir
    Path directory;

    private final AtomicInteger quits = new AtomicInteger();
    private final GuestFS g = RealHandle.open();

    /** Something that is run for each chunk, and strikes in the midst of the transfer. */
    private static Runnable later(Runnable strike) {
        AtomicInteger chunks = new AtomicInteger();
        return () -> {
            if (chunks.incrementAndGet() == CHUNKS_BEFORE) {
                strike.run();
            }
        };
    }

    private static OutputStream sink(Runnable atEachWrite) {
        return new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes, int offset, int length) {
                atEachWrite.run();
            }
        };
    }

    @BeforeEach
    void prepare() {
        RealHandle.assumeHostIsReady();
        g.setEventCallback(event -> quits.incrementAndGet(), EnumSet.of(EventKind.SUBPROCESS_QUIT));
        g.setTmpdir(directory.toString());
        // More than a transfer moves before it is struck.
        g.addDriveScratch(64L << 30);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        g.close();
        processes.awaitNone();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private static void signal(String name, long qemu) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(qemu)).start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aQemuThatIsKilledIsOneExceptionThatSaysSo(Phase phase) {
        g.launch();
        long qemu = g.getPid();

        Throwable end = catchThrowable(() -> phase.reach(g, () -> signal("KILL", qemu)));

        assertThat(end)
                .isInstanceOf(phase == Phase.SHUTDOWN ? GuestFSException.class : ApplianceLostException.class)
                .hasMessageContaining("SIGKILL");
        assertThat(quits).hasValue(1);
        assertThat(g.isConfig()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"IDLE", "DOWNLOAD"})
    void aQemuThatIsStoppedDoesNotKeepTheHandle(Phase phase) throws Exception {
        g.launch();
        long qemu = g.getPid();
        CountDownLatch struck = new CountDownLatch(1);
        CompletableFuture<@Nullable Throwable> call =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> phase.reach(g, () -> {
                    signal("STOP", qemu);
                    struck.countDown();
                })));

        struck.await();
        close(phase.toString(), qemu);

        assertThat(call.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(HandleClosedException.class);
    }

    private void close(String when, long qemu) {
        long begin = System.nanoTime();
        g.close();
        assertThat(ProcessHandle.of(qemu).filter(ProcessHandle::isAlive)).isEmpty();
        Figures.note("close with a real qemu stopped in %s: %.1f s", when, (System.nanoTime() - begin) / 1e9);
    }

    @Test
    void aQemuThatIsStoppedWhileItWritesBackIsKilledAndTheCallerHearsOfIt() {
        g.launch();
        long qemu = g.getPid();
        long begin = System.nanoTime();

        Throwable end = catchThrowable(() -> Phase.SHUTDOWN.reach(g, () -> signal("STOP", qemu)));

        Figures.note("shutdown with a real qemu stopped: %.1f s", (System.nanoTime() - begin) / 1e9);
        assertThat(end).isInstanceOf(GuestFSException.class);
        assertThat(g.isConfig()).isTrue();
        OwnProcesses.awaitEnd(qemu);
    }

    @Test
    void aQemuThatIsStoppedAtBootDoesNotKeepTheHandle() throws Exception {
        CountDownLatch struck = new CountDownLatch(1);
        g.setVerbose(true);
        g.setEventCallback(
                event -> {
                    if (struck.getCount() > 0) {
                        processes.qemu().ifPresent(qemu -> {
                            signal("STOP", qemu.pid());
                            struck.countDown();
                        });
                    }
                },
                EnumSet.of(EventKind.APPLIANCE));
        CompletableFuture<@Nullable Throwable> launch = CompletableFuture.supplyAsync(() -> catchThrowable(g::launch));

        struck.await();
        long qemu = processes.qemu().orElseThrow().pid();
        close("boot", qemu);

        assertThat(launch.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(HandleClosedException.class);
    }
}
