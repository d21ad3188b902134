package io.guestfs.internal.doctor;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.process.ProgramPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs of the host, asked with a limit of time and of output. */
final class Tool {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int OUTPUT_LIMIT = 1 << 20;

    private Tool() {}

    /** Finds a program, as a launch would, or where administrators' tools live. */
    static Optional<Path> find(Host host, String name) {
        Optional<Path> found = ProgramPath.find(name, host.environment());
        return found.isPresent()
                ? found
                : ProgramPath.find(name, Map.of("PATH", host.file("/usr/sbin") + ":" + host.file("/sbin")));
    }

    static CommandResult run(Host host, Path program, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        return ExternalCommand.of(command)
                .environment(host.environment())
                .timeLimit(LIMIT)
                .outputLimit(OUTPUT_LIMIT)
                .run();
    }

    /** Asks a program for its version and reports the first line, or a fault if it can't be run. */
    static void reportVersion(Host host, Path program, Report report, String remedy) {
        try {
            CommandResult result = run(host, program, "--version");
            String said = result.outputText().lines().findFirst().orElse("").strip();
            if (result.success()) {
                report.ok(program + (said.isEmpty() ? "" : ": " + said));
            } else {
                report.fault(
                        result.describe() + " when asked for its version: " + String.join("\n", result.lastWords()),
                        remedy);
            }
        } catch (IOException e) {
            report.fault(program + " cannot be run: " + e.getMessage(), remedy);
        }
    }

    /** Tells whether the loader of the host knows a shared library. */
    static boolean libraryPresent(Host host, String soname) {
        Optional<Path> ldconfig = find(host, "ldconfig");
        if (ldconfig.isEmpty()) {
            return false;
        }
        try {
            return run(host, ldconfig.get(), "-p").outputText().contains(soname + " ");
        } catch (IOException e) {
            // As good as a library that is not there: nobody could load it by name.
            return false;
        }
    }

    /** Tells whether a class of an optional jar can be loaded, without running any of it. */
    static boolean classPresent(String name) {
        try {
            Class.forName(name, false, Tool.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
