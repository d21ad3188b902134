package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The shell of the C library, to compare with. It runs as a program of its own.
 *
 * @param output what it printed, in lines
 * @param errors what it wrote to standard error, in lines
 */
record Guestfish(List<String> output, List<String> errors) {

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
        List<String> line = new ArrayList<>(List.of("guestfish"));
        line.addAll(options);
        try {
            Path errors = Files.createTempFile("guestfish", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(line).redirectError(errors.toFile());
                // The C library does not find out by itself that KVM does not work.
                builder.environment().put("LIBGUESTFS_BACKEND_SETTINGS", "force_tcg");
                builder.environment().remove("LIBGUESTFS_DEBUG");
                builder.environment().remove("LIBGUESTFS_TRACE");
                return ended(builder.start(), commands, errors);
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Guestfish ended(Process process, String commands, Path errors) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(commands.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.onExit().join().exitValue();
        String said = Files.readString(errors, UTF_8);
        if (status != 0) {
            throw new IllegalStateException("guestfish ended with status " + status + ": " + said);
        }
        return new Guestfish(output.lines().toList(), said.lines().toList());
    }
}
