package io.guestfs.appliance.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;

/** Looking up programs the way a shell does. */
public final class ProgramPath {
    private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

    private ProgramPath() {}

    /**
     * Finds a program.
     *
     * @param program a name without a slash, looked up on PATH, or a file name
     * @param environment holds PATH; the usual directories are taken if it does not
     * @return the executable file, or nothing if there is none
     */
    public static Optional<Path> find(String program, Map<String, String> environment) {
        if (program.isEmpty()) {
            return Optional.empty();
        }
        if (program.indexOf('/') >= 0) {
            return runnable(program);
        }
        StringTokenizer directories = new StringTokenizer(environment.getOrDefault("PATH", USUAL_PATH), ":");
        while (directories.hasMoreTokens()) {
            Optional<Path> candidate = runnable(directories.nextToken() + "/" + program);
            if (candidate.isPresent()) {
                return candidate;
            }
        }
        return Optional.empty();
    }

    /**
     * What to put before a command so that it gets a session of its own, where no signal for the terminal of this JVM reaches it. The
     * child is no group leader, so {@code setsid} replaces itself and the process id stays.
     *
     * @param environment holds PATH
     * @return one word; none if this host has no such program
     */
    public static List<String> inOwnSession(Map<String, String> environment) {
        return find("setsid", environment).map(Path::toString).map(List::of).orElse(List.of());
    }

    private static Optional<Path> runnable(String name) {
        try {
            return Optional.of(Path.of(name)).filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
        } catch (InvalidPathException e) {
            // A name with bytes that the locale of this JVM does not know: nothing can be found under it from here.
            return Optional.empty();
        }
    }
}
