package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every call of the daemon is made by an integration test, or there is a reason why it is not. */
class CallCoverageTest {

    private static final Path SOURCES = Path.of("src", "test", "java", "io", "guestfs", "it");

    @Test
    void reasonsAreGivenForCallsThatExist() {
        assertThat(CallCoverage.daemonCalls())
                .containsAll(CallCoverage.reasons().keySet());
        assertThat(CallCoverage.reasons().values()).allMatch(reason -> reason.length() > 20);
    }

    @Test
    void everyOtherCallIsInATest() throws IOException {
        String tests;
        try (Stream<Path> files = Files.list(SOURCES)) {
            tests = files.filter(file -> file.toString().endsWith("IT.java"))
                    .map(CallCoverageTest::read)
                    .collect(Collectors.joining());
        }
        Set<String> missing = new TreeSet<>(CallCoverage.daemonCalls());
        missing.removeAll(CallCoverage.reasons().keySet());
        // Those are made by library calls, and only a run tells whether they were.
        missing.removeIf(name -> name.startsWith("internal_"));
        missing.removeIf(name -> Pattern.compile("(\\.|::)" + camelCase(name) + "\\b")
                .matcher(tests)
                .find());

        assertThat(missing)
                .as("make them in an integration test, or say in calls-not-exercised.txt why that can't be")
                .isEmpty();
    }

    @Test
    void aFullRunThatLeavesACallOutIsToldFromAPartOne() {
        Set<String> notes = new TreeSet<>(Set.of("class LvmIT", "class BtrfsIT"));
        CallCoverage.daemonCalls().stream()
                .filter(name -> !CallCoverage.reasons().containsKey(name))
                .forEach(name -> notes.add("call " + name));
        assertThat(new CallCoverageReport(notes).unexplained()).isEmpty();

        notes.remove("call mkfs");
        CallCoverageReport report = new CallCoverageReport(notes);
        assertThat(report.unexplained()).containsExactly("mkfs");
        assertThat(report.complete(Set.of("LvmIT", "BtrfsIT"))).isTrue();
        assertThat(report.complete(Set.of("LvmIT", "BtrfsIT", "RaidIT"))).isFalse();
        notes.add("incomplete");
        assertThat(report.complete(Set.of("LvmIT"))).isFalse();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String camelCase(String name) {
        return Pattern.compile("_(.)")
                .matcher(name)
                .replaceAll(match -> match.group(1).toUpperCase(java.util.Locale.ROOT));
    }
}
