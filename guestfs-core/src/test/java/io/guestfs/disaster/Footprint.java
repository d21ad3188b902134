package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What this JVM holds: open files, threads, mappings of memory, bytes of the heap, files in a directory, child processes.
 */
public record Footprint(long files, long threads, long mappings, long heap, long temporary, long children) {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long HEAP_TOLERANCE = 2 << 20;

    /** The JVM opens jars and makes threads of its own, for the compiler and for the collector. */
    private static final int TOLERANCE = 6;

    /** So do its code cache and its allocator, with mappings. */
    private static final int MAPPINGS_TOLERANCE = 60;

    /** Counts, after a collection of garbage. */
    public static Footprint now(Path directory) {
        return new Footprint(
                entries(Path.of("/proc/self/fd")),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                lines(Path.of("/proc/self/maps")),
                usedHeap(),
                entries(directory),
                ProcessHandle.current().descendants().count());
    }

    /** Waits until no more is held than before, but for what the JVM itself does; fails when it stays. */
    public static Footprint awaitNoMoreThan(Footprint before, Path directory) {
        Footprint[] last = new Footprint[1];
        await("an end of the growth")
                .pollInterval(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    Footprint now = now(directory);
                    last[0] = now;
                    assertThat(now.temporary).as("files of %s", now).isEqualTo(before.temporary);
                    assertThat(now.children).as("children of %s", now).isLessThanOrEqualTo(before.children);
                    assertThat(now.files).as("fds of %s", now).isLessThanOrEqualTo(before.files + TOLERANCE);
                    assertThat(now.threads).as("threads of %s", now).isLessThanOrEqualTo(before.threads + TOLERANCE);
                    assertThat(now.mappings)
                            .as("mappings of %s", now)
                            .isLessThanOrEqualTo(before.mappings + MAPPINGS_TOLERANCE);
                    assertThat(now.heap).as("heap of %s", now).isLessThanOrEqualTo(before.heap + HEAP_TOLERANCE);
                });
        return last[0];
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static long entries(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return files + " fds, " + threads + " threads, " + mappings + " mappings, " + heap / 1024 + " KiB of heap, "
                + temporary + " files, " + children + " children";
    }
}
