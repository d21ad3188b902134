package io.guestfs.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An archive that is closed by one thread while another still reads it, as when a transfer is given up. */
@Timeout(120)
class ClosedArchiveTest {

    private static final int ROUNDS = 5_000;

    @TempDir
    Path host;

    @Test
    void keepsNoFileOpen() throws Exception {
        Path file = Files.write(host.resolve("file"), new byte[100_000]).toRealPath();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            byte[] bytes = new byte[1_000];
            for (int round = 0; round < ROUNDS; round++) {
                TreeArchive archive = new TreeArchive(file);
                Future<?> read = reader.submit(() -> archive.read(bytes, 0, bytes.length));
                spin(round % 100);
                archive.close();
                try {
                    read.get();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(IOException.class);
                }
            }
        } finally {
            reader.shutdownNow();
        }
        assertThat(openFiles()).doesNotContain(file);
    }

    private static void spin(int micros) {
        long end = System.nanoTime() + micros * 1_000L;
        while (end - System.nanoTime() > 0) {
            Thread.onSpinWait();
        }
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            descriptors.forEach(descriptor -> target(descriptor).ifPresent(open::add));
        }
        return open;
    }

    private static Optional<Path> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor));
        } catch (IOException e) {
            // Closed since it was listed.
            return Optional.empty();
        }
    }
}
