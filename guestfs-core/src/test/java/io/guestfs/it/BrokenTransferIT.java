package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.error.CancelledException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.LocalFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transfers that end early: whatever breaks, the handle stays in step with the daemon and usable. */
class BrokenTransferIT {

    private static final int MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();
    private final String file = dir + "/file";

    @AfterEach
    void theHandleIsInStepAndAllGoesOn() {
        Thread.interrupted();
        g.write(dir + "/after", "all is well".getBytes(StandardCharsets.UTF_8));
        assertThat(g.cat(dir + "/after")).isEqualTo("all is well");
        g.rmRf(dir);
    }

    /** Zeros without end that do something when a given number of bytes has been read. */
    private static InputStream zerosThat(long after, Runnable happening) {
        AtomicLong left = new AtomicLong(after);
        return new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (left.getAndAdd(-length) > 0 && left.get() <= 0) {
                    happening.run();
                }
                return length;
            }
        };
    }

    /** Takes everything and does something when a given number of bytes has come. */
    private static OutputStream sinkThat(long after, Runnable happening) {
        AtomicLong left = new AtomicLong(after);
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (left.getAndAdd(-length) > 0 && left.get() <= 0) {
                    happening.run();
                }
            }
        };
    }

    private static void fail(String message) {
        throw new UncheckedIOException(new IOException(message));
    }

    private static void cancelled(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        CancelledException.class, e -> assertThat(e.errnoName()).isEqualTo("EINTR"));
    }

    @Test
    void anUploadIsCancelledByTheUser() {
        assertThatThrownBy(() -> g.upload(zerosThat(3 * MIB, g::userCancel), file))
                .satisfies(BrokenTransferIT::cancelled)
                .hasMessageStartingWith("upload: ");
    }

    @Test
    void aDownloadIsCancelledByTheUser() {
        g.fill(1, 20 * MIB, file);

        assertThatThrownBy(() -> g.download(file, sinkThat(3 * MIB, g::userCancel)))
                .satisfies(BrokenTransferIT::cancelled)
                .hasMessageStartingWith("download: ");
    }

    @Test
    void anotherThreadMayCancel() {
        assertThatThrownBy(() -> g.upload(zerosThat(MIB, BrokenTransferIT.this::cancelInAnotherThread), file))
                .satisfies(BrokenTransferIT::cancelled);
    }

    private void cancelInAnotherThread() {
        Thread other = new Thread(g::userCancel);
        other.start();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptCancelsAndStaysVisible() {
        g.fill(1, 10 * MIB, file);

        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> g.download(file, sinkThat(MIB, caller::interrupt)))
                .satisfies(BrokenTransferIT::cancelled);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void cancellingWithoutATransferIsForgotten() {
        g.userCancel();

        g.fill(1, MIB, file);
        g.download(file, OutputStream.nullOutputStream());
    }

    @Test
    void aSourceThatBreaksIsTheErrorOfTheCall() {
        InputStream broken = new InputStream() {
            private int blocks;

            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (++blocks > 100) {
                    throw new IOException("the tape is torn");
                }
                return length;
            }
        };

        assertThatThrownBy(() -> g.upload(broken, file))
                .isInstanceOf(LocalFileException.class)
                .hasMessageContaining("the tape is torn");
    }

    @Test
    void aRuntimeExceptionOfAStreamReachesTheCaller() {
        assertThatThrownBy(() -> g.upload(zerosThat(MIB, () -> fail("up")), file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("up");

        g.fill(1, 5 * MIB, dir + "/other");
        assertThatThrownBy(() -> g.download(dir + "/other", sinkThat(MIB, () -> fail("down"))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("down");
    }

    @Test
    void aFullDeviceOfTheHostKeepsItsErrno() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "the host has no /dev/full");
        g.fill(1, 10 * MIB, file);

        assertThatThrownBy(() -> g.download(file, full)).isInstanceOfSatisfying(LocalFileException.class, e -> {
            assertThat(e.errnoName()).isEqualTo("ENOSPC");
            assertThat(e.errno()).isEqualTo(28);
            assertThat(e.file()).isEqualTo("/dev/full");
        });
        g.write(dir + "/small", new byte[] {1});
        assertThatThrownBy(() -> g.download(dir + "/small", "/dev/full"))
                .isInstanceOfSatisfying(
                        LocalFileException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOSPC"));
    }

    @Test
    void aFullFileSystemOfTheGuestEndsTheUpload() {
        assertThatThrownBy(() -> g.upload(zerosThat(Long.MAX_VALUE, () -> {}), file))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("write error");
        assertThat(g.filesize(file)).isGreaterThan(30L * MIB);
        g.rm(file);
    }

    @Test
    void aPlaceOfTheGuestThatCanNotBeWrittenEndsTheUpload() {
        assertThatThrownBy(() -> g.upload(zerosThat(Long.MAX_VALUE, () -> {}), dir + "/none/file"))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"));
        assertThatThrownBy(() -> g.upload(zerosThat(Long.MAX_VALUE, () -> {}), dir))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("EISDIR"));
    }
}
