package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.HandleClosedException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that keeps the daemon busy for as long as it likes: its owner is not kept with it. */
class HostileInspectionIT {

    private static final int LINES = 20_000;

    private final OwnProcesses processes = new OwnProcesses();

    @TempDir
    Path directory;

    @Test
    void closeEndsAnInspectionThatTakesForEver() throws Exception {
        RealHandle.assumeHostIsReady();
        LinuxGuest.make(directory.resolve("busy"), "ID=debian\nVERSION_ID=12\n", LinuxGuest.X86_64)
                .withFstab("/dev/sda1 /a ext4 defaults 0 1\n".repeat(LINES));
        Path disk = HostFileSystem.make(directory.resolve("busy.img"), "ext2", 16, directory.resolve("busy"), "busy");
        GuestFS g = RealHandle.open();
        g.addDrive(disk.toString(), o -> o.readonly(true).format("raw"));
        g.launch();
        CompletableFuture<Void> inspection = CompletableFuture.runAsync(g::inspectOs);
        assertThatExceptionOfType(TimeoutException.class)
                .as("the daemon reads the list of what is mounted")
                .isThrownBy(() -> inspection.get(15, TimeUnit.SECONDS));

        long begin = System.nanoTime();
        g.close();

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(20);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> inspection.get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(HandleClosedException.class);
        processes.awaitNone();
    }
}
