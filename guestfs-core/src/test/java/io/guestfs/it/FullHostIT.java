package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.disaster.Figures;
import io.guestfs.error.DriveFailedException;
import io.guestfs.error.LocalFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the host is full below the images of the guest, or where a download goes. */
@Timeout(300)
class FullHostIT {

    private static final int MIB = 1024 * 1024;
    /** The file system has filled the host before, and an emulated guest takes its time for each write that fails. */
    private static final int MORE_THAN_IS_LEFT = 4;

    private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    private Path small = Path.of("/");

    @BeforeEach
    void mountSmallDisk() throws Exception {
        RealHandle.assumeHostIsReady();
        small = Files.createDirectory(directory.resolve("small"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=12m,mode=0700", "tmpfs", small.toString());
        assumeTrue(mounted, "mounting a small tmpfs needs root");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", small.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** The image of a drive, that of a scratch drive and the overlay of a read-only one grow while the guest writes. */
    @Test
    void isAnErrorThatNamesDriveAndReasonAndNoHang() throws IOException {
        String image = small.resolve("image.qcow2").toString();
        String base = directory.resolve("base.img").toString();
        try (GuestFS g = RealHandle.open()) {
            g.setTmpdir(small.toString());
            g.diskCreate(image, "qcow2", 64L * MIB);
            g.addDrive(image, o -> o.format("qcow2"));
            g.addDriveScratch(64L * MIB);
            g.diskCreate(base, "raw", 64L * MIB);
            g.addDriveRo(base);
            g.launch();
            g.mkfs("ext2", "/dev/sda");
            g.mount("/dev/sda", "/");

            DriveFailedException written = inTime("a file system", () -> fillFileSystem(g));
            assertThat(written.errnoName()).isEqualTo("ENOSPC");
            assertThat(written.drive()).isEqualTo(image);
            assertThat(written).hasMessageContaining("No space left").hasMessageContaining(image);

            DriveFailedException scratch = inTime("a scratch drive", () -> fill(g, "/dev/sdb"));
            assertThat(scratch.errnoName()).isEqualTo("ENOSPC");
            assertThat(scratch.file()).startsWith(small.toString());

            DriveFailedException overlay = inTime("an overlay", () -> fill(g, "/dev/sdc"));
            assertThat(overlay.errnoName()).isEqualTo("ENOSPC");
            assertThat(overlay.drive()).isEqualTo(base);
            assertThat(overlay.file()).startsWith(small.toString());

            g.addDriveScratch(64L * MIB, o -> o.label("late"));
            DriveFailedException late = inTime("a drive plugged in later", () -> fill(g, "/dev/disk/guestfs/late"));
            assertThat(late.errnoName()).isEqualTo("ENOSPC");
            assertThat(late.file()).startsWith(small.toString()).isNotEqualTo(scratch.file());

            String target = small.resolve("target").toString();
            LocalFileException download =
                    catchThrowableOfType(LocalFileException.class, () -> g.download("/dev/sdb", target));
            assertThat(download.errnoName()).isEqualTo("ENOSPC");
            assertThat(download.file()).isEqualTo(target);
            assertThat(download).hasMessageContaining(target);
            g.pingDaemon();
        }
    }

    private static DriveFailedException inTime(String what, ThrowingCallable writing) {
        long begin = System.nanoTime();
        DriveFailedException failure = catchThrowableOfType(DriveFailedException.class, writing);
        long nanos = System.nanoTime() - begin;
        Figures.note("host disk full below %s: error after %.1f s", what, nanos / 1e9);
        assertThat(nanos).isLessThan(LIMIT);
        return failure;
    }

    private static byte[] noise() {
        byte[] block = new byte[MIB];
        new Random(3).nextBytes(block);
        return block;
    }

    private static void fillFileSystem(GuestFS g) {
        byte[] block = noise();
        for (int i = 0; i < 20; i++) {
            g.write("/file-" + i, block);
        }
        g.umount("/");
    }

    private static void fill(GuestFS g, String device) {
        byte[] block = noise();
        for (int i = 0; i < MORE_THAN_IS_LEFT; i++) {
            g.pwriteDevice(device, block, (long) i * MIB);
        }
        g.sync();
    }
}
