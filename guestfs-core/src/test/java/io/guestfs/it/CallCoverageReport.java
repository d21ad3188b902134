package io.guestfs.it;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints after the integration tests how many of the daemon calls were made against the real daemon, and the others with the
 * reasons. Fails after a run of all integration tests in which a call lacks both.
 */
public final class CallCoverageReport {

    static final Path DIRECTORY = Path.of("target", "calls-exercised");
    static final String INCOMPLETE = "incomplete";
    static final String CLASS = "class ";
    static final String CALL = "call ";

    private static final Path TESTS = Path.of("target", "test-classes", "io", "guestfs", "it");

    private final Set<String> notes;

    CallCoverageReport(Set<String> notes) {
        this.notes = notes;
    }

    /**
     * Reads what the recorders of this build have left.
     *
     * @param args the directory of the module
     * @throws IOException if that can't be read
     */
    public static void main(String[] args) throws IOException {
        Path module = Path.of(args[0]);
        Set<String> notes = read(module.resolve(DIRECTORY));
        if (notes.isEmpty()) {
            return;
        }
        CallCoverageReport report = new CallCoverageReport(notes);
        boolean complete = report.complete(testClasses(module.resolve(TESTS)));
        report.print(complete);
        List<String> unexplained = report.unexplained();
        if (complete && !unexplained.isEmpty()) {
            throw new IllegalStateException("some daemon calls are made by no integration test: make them, or give the"
                    + " reason in src/test/resources/calls-not-exercised.txt: " + String.join(" ", unexplained));
        }
    }

    /** Files of earlier builds don't count. */
    private static Set<String> read(Path directory) throws IOException {
        Set<String> notes = new TreeSet<>();
        if (!Files.isDirectory(directory)) {
            return notes;
        }
        long begun = ManagementFactory.getRuntimeMXBean().getStartTime();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toMillis() >= begun) {
                    notes.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
                }
            }
        }
        return notes;
    }

    private static Set<String> testClasses(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("IT.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .collect(Collectors.toSet());
        }
    }

    /** Whether all these classes ran, and nothing in them was skipped or failed. */
    boolean complete(Set<String> classes) {
        return !notes.contains(INCOMPLETE) && classes.stream().allMatch(name -> notes.contains(CLASS + name));
    }

    /** The daemon calls that were neither made nor excused. */
    List<String> unexplained() {
        Set<String> excused = CallCoverage.reasons().keySet();
        return rest().stream().filter(name -> !excused.contains(name)).toList();
    }

    private Set<String> rest() {
        Set<String> rest = new TreeSet<>(CallCoverage.daemonCalls());
        rest.removeIf(name -> notes.contains(CALL + name));
        return rest;
    }

    /** Which ones a part of the tests left out says nothing. */
    private void print(boolean complete) {
        Set<String> rest = rest();
        Map<String, String> reasons = CallCoverage.reasons();
        int all = CallCoverage.daemonCalls().size();
        if (complete) {
            rest.forEach(
                    name -> System.out.println("  not exercised: " + name + ": " + reasons.getOrDefault(name, "")));
        }
        System.out.println("Calls exercised against the real daemon: " + (all - rest.size()) + " of " + all);
    }
}
