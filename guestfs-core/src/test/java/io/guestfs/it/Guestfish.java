package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The shell of the C library, to compare with. It runs as a program of its own.
 *
 * @param output what it printed, in lines
 * @param errors what it wrote to standard error, in lines
 */
record Guestfish(List<String> output, List<String> errors) {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Skips the test where it is not installed. */
    static void assumeInstalled() {
        assumeTrue(RealHandle.onPath("guestfish"), "guestfish of the C library is not installed");
    }

    /**
     * Runs commands.
     *
     * @param options what stands on its command line, such as {@code -x}
     * @param commands one command a line
     */
    static Guestfish run(List<String> options, String commands) {
        return run(options, Map.of(), commands);
    }

    /** The same with more variables in its environment. */
    static Guestfish run(List<String> options, Map<String, String> environment, String commands) {
        List<String> line = new ArrayList<>(List.of("guestfish"));
        line.addAll(options);
        try {
            Path directory = Files.createTempDirectory("guestfish");
            Path input = Files.writeString(directory.resolve("input"), commands, UTF_8);
            Path output = directory.resolve("output");
            Path errors = directory.resolve("errors");
            try {
                ProcessBuilder builder = new ProcessBuilder(line)
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                // The C library does not find out by itself that KVM does not work.
                builder.environment().put("LIBGUESTFS_BACKEND_SETTINGS", "force_tcg");
                builder.environment().remove("LIBGUESTFS_DEBUG");
                builder.environment().remove("LIBGUESTFS_TRACE");
                builder.environment().putAll(environment);
                int status = ended(builder.start());
                if (status != 0) {
                    throw new IllegalStateException(
                            "guestfish ended with status " + status + ": " + String.join("\n", lines(errors)));
                }
                return new Guestfish(lines(output), lines(errors));
            } finally {
                for (Path file : List.of(input, output, errors, directory)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed may be no text everywhere. */
    private static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8).lines().toList();
    }

    /** It is asked to end first, so that its qemu ends with it. */
    private static int ended(Process process) {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroy();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                throw new IllegalStateException("guestfish did not end within " + LIMIT);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
