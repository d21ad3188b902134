package io.guestfs.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Prints at the end of the tests how many of the daemon calls were made against the real daemon, and lists the others. */
public final class CallCoveragePrinter implements TestExecutionListener {

    private static final Pattern NAME = Pattern.compile("name: ([a-zA-Z0-9_]+)");

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Set<String> succeeded = CallCoverage.succeeded();
        if (succeeded.isEmpty()) {
            return;
        }
        Set<String> daemon = daemonCalls();
        List<String> exercised =
                succeeded.stream().filter(daemon::contains).sorted().toList();
        Set<String> rest = new TreeSet<>(daemon);
        exercised.forEach(rest::remove);
        System.out.println("Calls exercised against the real daemon: " + exercised.size() + " of " + daemon.size());
        write(Path.of("target", "calls-exercised.txt"), exercised);
        write(Path.of("target", "calls-not-exercised.txt"), List.copyOf(rest));
    }

    private static Set<String> daemonCalls() {
        try (InputStream in = Objects.requireNonNull(
                CallCoveragePrinter.class.getResourceAsStream("/api/procedures.yaml"), "no API description")) {
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return NAME.matcher(yaml).results().map(match -> match.group(1)).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, List<String> lines) {
        try {
            Files.write(file, lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
