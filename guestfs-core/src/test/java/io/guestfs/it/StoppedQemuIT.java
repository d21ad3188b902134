package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.GuestFS;
import io.guestfs.disaster.EndlessZeros;
import io.guestfs.disaster.Figures;
import io.guestfs.error.CancelledException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.event.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real qemu is stopped with SIGSTOP, as a debugger or an overloaded host does: nothing waits for it for ever. */
@Timeout(600)
class StoppedQemuIT {

    private final OwnProcesses processes = new OwnProcesses();

    @TempDir
    Path directory;

    private final AtomicInteger quits = new AtomicInteger();

    private static void signal(String name, long qemu) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(qemu)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void launch(GuestFS g) {
        // More than an upload can fill before qemu is stopped.
        g.addDriveScratch(64L << 30);
        g.launch();
    }

    @Test
    void anUploadIsCancelledAndThenACallIsClosed() throws Exception {
        RealHandle.assumeHostIsReady();
        GuestFS g = RealHandle.open();
        g.setTmpdir(directory.toString());
        g.setEventCallback(event -> quits.incrementAndGet(), EnumSet.of(EventKind.SUBPROCESS_QUIT));
        launch(g);
        long qemu = g.getPid();
        CountDownLatch going = new CountDownLatch(1);
        CompletableFuture<@Nullable Throwable> upload = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> g.upload(new EndlessZeros(going::countDown), "/dev/sda")));
        going.await();
        signal("STOP", qemu);
        long begin = System.nanoTime();
        g.userCancel();
        assertThat(upload.get(60, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
        Figures.note("userCancel of an upload to a stopped qemu: %.1f s", (System.nanoTime() - begin) / 1e9);
        signal("CONT", qemu);
        assertThat(g.blockdevGetsize64("/dev/sda")).as("the next call").isEqualTo(64L << 30);

        closeDuringACall(g);
        assertThat(quits).as("nothing was lost").hasValue(0);
        processes.awaitNone();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private static void closeDuringACall(GuestFS g) throws Exception {
        long qemu = g.getPid();
        signal("STOP", qemu);
        CountDownLatch calling = new CountDownLatch(1);
        CompletableFuture<@Nullable Throwable> call = CompletableFuture.supplyAsync(() -> {
            calling.countDown();
            return catchThrowable(() -> g.sleep(600));
        });
        calling.await();
        long begin = System.nanoTime();
        g.close();
        assertThat(ProcessHandle.of(qemu).filter(ProcessHandle::isAlive)).isEmpty();
        Figures.note("close during a call with a stopped qemu: %.1f s", (System.nanoTime() - begin) / 1e9);
        assertThat(call.get(60, TimeUnit.SECONDS)).isInstanceOf(HandleClosedException.class);
    }
}
