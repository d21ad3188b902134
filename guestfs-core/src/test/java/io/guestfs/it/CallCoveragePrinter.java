package io.guestfs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints at the end of the tests how many of the daemon calls were made against the real daemon, and the others with the
 * reasons. After a run of all integration tests a file is left when a call lacks both, and the build fails over it.
 */
public final class CallCoveragePrinter implements TestExecutionListener {

    private static final Path REPORTS = Path.of("target");
    private static final Path TESTS = REPORTS.resolve("test-classes").resolve("io/guestfs/it");

    private final Set<String> finished = new ConcurrentSkipListSet<>();
    private volatile boolean incomplete;

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        incomplete = true;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        incomplete |= result.getStatus() != TestExecutionResult.Status.SUCCESSFUL;
        test.getSource()
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getClassName())
                .ifPresent(name -> finished.add(name.substring(name.lastIndexOf('.') + 1)));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Set<String> succeeded = CallCoverage.succeeded();
        if (succeeded.isEmpty()) {
            return;
        }
        Set<String> daemon = CallCoverage.daemonCalls();
        List<String> exercised =
                succeeded.stream().filter(daemon::contains).sorted().toList();
        Set<String> rest = new TreeSet<>(daemon);
        exercised.forEach(rest::remove);
        Map<String, String> reasons = CallCoverage.reasons();
        List<String> unexplained =
                rest.stream().filter(name -> !reasons.containsKey(name)).toList();
        List<String> lines = rest.stream()
                .map(name -> name + ": " + reasons.getOrDefault(name, "not made in this run"))
                .toList();
        System.out.println("Calls exercised against the real daemon: " + exercised.size() + " of " + daemon.size());
        write("calls-exercised.txt", exercised);
        write("calls-not-exercised.txt", lines);
        if (!incomplete && allClassesRan()) {
            lines.forEach(line -> System.out.println("  not exercised: " + line));
            fail(unexplained);
        }
    }

    private boolean allClassesRan() {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("IT.class"))
                    .allMatch(name -> finished.contains(name.substring(0, name.length() - ".class".length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A listener can't fail the run; the build looks for the file. */
    private static void fail(List<String> unexplained) {
        String file = "calls-without-reason.txt";
        if (unexplained.isEmpty()) {
            try {
                Files.deleteIfExists(REPORTS.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            write(file, unexplained);
        }
    }

    private static void write(String file, List<String> lines) {
        try {
            Files.write(REPORTS.resolve(file), lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
