package io.guestfs.internal.mountlocal;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.protocol.xdr.WireText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Unmounts one directory of the local machine with the program of FUSE, which may do that for ordinary users too.
 *
 * @param program the path of {@code fusermount}
 * @param directory the mounted directory, absolute and without symbolic links
 */
record Unmounter(String program, String directory) {

    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int RETRIES = 5;
    private static final long FIRST_PAUSE_MILLIS = 200;

    /** The words of a command that unmounts at once, or as soon as nobody uses the directory any more. */
    List<String> lazyCommand() {
        return List.of(program, "-u", "-z", "--", directory);
    }

    /** Unmounts if nobody uses the directory; tells why not otherwise. */
    Optional<String> unmount() {
        return run(List.of(program, "-u", "--", directory));
    }

    /** Unmounts, and tries again while that fails, for some seconds. */
    Optional<String> unmountPatiently() {
        Optional<String> refusal = unmount();
        long pause = FIRST_PAUSE_MILLIS;
        for (int i = 0; i < RETRIES && refusal.isPresent(); i++) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return refusal;
            }
            pause *= 2;
            refusal = unmount();
        }
        return refusal;
    }

    /** Takes the directory out of the tree, even if it is in use. */
    Optional<String> unmountLazily() {
        return run(lazyCommand());
    }

    private Optional<String> run(List<String> command) {
        if (!mounted()) {
            // Somebody else was faster, which is as good.
            return Optional.empty();
        }
        try {
            CommandResult result = ExternalCommand.of(command).timeLimit(LIMIT).run();
            return result.success() ? Optional.empty() : Optional.of(result.describe());
        } catch (IOException e) {
            return Optional.of("'" + program + "' can't be run: " + e.getMessage());
        }
    }

    /** Tells whether a FUSE file system is mounted on the directory. */
    boolean mounted() {
        try {
            String[] lines = WireText.decode(Files.readAllBytes(MOUNTS)).split("\n", -1);
            return Stream.of(lines).map(line -> line.split(" ", -1)).anyMatch(this::isOurs);
        } catch (IOException e) {
            // Without the list of mounts only the program can tell.
            return true;
        }
    }

    private boolean isOurs(String[] fields) {
        return fields.length > 2
                && fields[2].startsWith("fuse")
                && unescaped(fields[1]).equals(directory);
    }

    /** The kernel writes blanks and backslashes in names as octal numbers. */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\043", "#")
                .replace("\\134", "\\");
    }
}
