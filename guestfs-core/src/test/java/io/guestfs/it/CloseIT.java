package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.HandleClosedException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ends of a handle, orderly and not: qemu and temporary files never outlive it. */
class CloseIT {

    private final OwnProcesses processes = new OwnProcesses();

    private static final long MIB = 1024 * 1024;

    @TempDir
    Path directory;

    @BeforeEach
    void hostIsReady() {
        RealHandle.assumeHostIsReady();
    }

    private GuestFS launched() {
        GuestFS g = RealHandle.open();
        g.setTmpdir(directory.toString());
        g.addDriveScratch(MIB);
        g.launch();
        return g;
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void closeEndsTheCallOfAnotherThread() throws Exception {
        GuestFS g = launched();
        List<EventKind> ends = new ArrayList<>();
        g.setEventCallback(event -> ends.add(event.kind()), EnumSet.of(EventKind.CLOSE));
        long pid = g.getPid();
        CountDownLatch asleep = new CountDownLatch(1);
        g.setEventCallback(
                event -> {
                    if (event instanceof Event.Message message && message.text().startsWith("sleep ")) {
                        asleep.countDown();
                    }
                },
                EnumSet.of(EventKind.TRACE));
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> g.sleep(600));
        assertThat(asleep.await(30, TimeUnit.SECONDS)).isTrue();

        g.close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                .withCauseInstanceOf(HandleClosedException.class);
        OwnProcesses.awaitEnd(pid);
        assertThat(ends).containsExactly(EventKind.CLOSE);
        g.close();
        assertThat(ends).hasSize(1);
        assertThatExceptionOfType(HandleClosedException.class).isThrownBy(g::pingDaemon);
        assertThatExceptionOfType(HandleClosedException.class).isThrownBy(g::getMemsize);
        nothingIsLeft();
    }

    @Test
    void handleLaunchesAgainAfterShutdown() throws Exception {
        GuestFS g = launched();
        try (g) {
            g.setProgram("orchard");
            long first = g.getPid();
            g.shutdown();
            OwnProcesses.awaitEnd(first);
            assertThat(g.isConfig()).isTrue();
            g.shutdown();

            g.addDriveScratch(3 * MIB);
            g.addDriveScratch(5 * MIB);
            g.launch();

            assertThat(g.getProgram()).isEqualTo("orchard");
            assertThat(g.listDevices()).containsExactly("/dev/sda", "/dev/sdb");
            assertThat(g.blockdevGetsize64("/dev/sda")).isEqualTo(3 * MIB);
            g.killSubprocess();
            assertThat(g.isConfig()).isTrue();
        }
        processes.awaitNone();
        nothingIsLeft();
    }

    @Test
    void exitOfTheJvmClosesTheHandle() throws Exception {
        Process child = ForgetfulProgram.start(directory);
        long qemu = ForgetfulProgram.qemu(child);

        child.getOutputStream().close();

        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(ForgetfulProgram.STATUS);
        OwnProcesses.awaitEnd(qemu);
        nothingIsLeft();
    }

    @Test
    void killedJvmTakesQemuWithIt() throws Exception {
        Process child = ForgetfulProgram.start(directory);
        long qemu = ForgetfulProgram.qemu(child);

        child.destroyForcibly();

        OwnProcesses.awaitEnd(qemu);
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(this::nothingIsLeft);
    }
}
