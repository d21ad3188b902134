package io.guestfs.examples;

import io.guestfs.childjvm.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the main method of an example in a JVM of its own, with the options that {@code guestfs-examples/run} gives. */
final class ExampleRun {

    private static final int ASKS_FOR_NATIVE_ACCESS = 24;
    private static final long LIMIT_MINUTES = 9;

    /**
     * What came of it.
     *
     * @param status the exit status
     * @param out what went to the standard output
     * @param err what went to the error stream
     */
    record Result(int status, String out, String err) {}

    private ExampleRun() {}

    static Result of(Class<?> example, String... args) throws IOException, InterruptedException {
        List<String> command = ChildJvm.command(example, strict());
        command.addAll(List.of(args));
        return of(command);
    }

    /** Has what newer JDKs warn of, and later ones will refuse anyway, refused: the option of the script has to be enough. */
    static String[] strict() {
        return Runtime.version().feature() < ASKS_FOR_NATIVE_ACCESS
                ? new String[0]
                : new String[] {"--illegal-native-access=deny", "--sun-misc-unsafe-memory-access=deny"};
    }

    static Result of(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("example", ".out");
        Path err = Files.createTempFile("example", ".err");
        try {
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
