package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** File systems of tests that are made without an appliance, from a tree of files of the host. */
final class HostFileSystem {

    private static final Path MKE2FS = Path.of("/sbin/mke2fs");

    private static final long MIB = 1024 * 1024;

    private HostFileSystem() {}

    /**
     * Makes one, of a type that mke2fs knows.
     *
     * @param file that becomes the file system
     * @param tree that goes into it
     * @param label of at most 16 bytes
     */
    static Path make(Path file, String type, int sizeMib, Path tree, String label) {
        assumeTrue(MKE2FS.toFile().canExecute(), MKE2FS + " is not there");
        run(List.of(
                MKE2FS.toString(),
                "-q",
                "-t",
                type,
                "-L",
                label,
                "-d",
                tree.toString(),
                file.toString(),
                sizeMib + "M"));
        return file;
    }

    /** Makes an empty image. */
    static Path empty(Path file, int sizeMib) {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(sizeMib * MIB);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Copies an image: another qemu may not open what one has open for writing. */
    static Path copy(Path file) {
        try {
            Path copy = file.resolveSibling(file.getFileName() + ".copy");
            return Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program of the host that has to succeed. */
    static void run(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", words) + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
