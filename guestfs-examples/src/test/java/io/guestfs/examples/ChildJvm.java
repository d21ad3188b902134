package io.guestfs.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the main method of an example in a JVM of its own, as users do. */
final class ChildJvm {

    private static final long LIMIT_MINUTES = 5;

    /**
     * What came of it.
     *
     * @param status the exit status
     * @param out what went to the standard output
     * @param err what went to the error stream
     */
    record Result(int status, String out, String err) {}

    private ChildJvm() {}

    static Result run(Class<?> example, String... args) throws IOException, InterruptedException {
        Path out = Files.createTempFile("example", ".out");
        Path err = Files.createTempFile("example", ".err");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), example.getName()));
            command.addAll(List.of(args));
            Process child = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!child.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                child.destroyForcibly().waitFor();
            }
            return new Result(child.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
