package io.guestfs.it.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.Description;
import io.guestfs.childjvm.ChildJvm;
import io.guestfs.it.RealHandle;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The same calls through this library and through the C library give the same results, errors and trace lines. Both run
 * all scripts once, at the same time, each on images of its own. All that came of it can be read in
 * {@code target/comparison.txt}.
 */
class ComparisonIT {

    private static final int FEWEST_CALLS = 250;

    private static final List<Script> SCRIPTS = Script.all();

    private static final Map<String, List<Comparison>> COMPARISONS = new LinkedHashMap<>();

    static final List<String> SUBJECTS = SCRIPTS.stream().map(Script::subject).toList();

    @TempDir
    static Path directory;

    @BeforeAll
    static void runBoth() throws Exception {
        RealHandle.assumeHostIsReady();
        Path jar = OriginalLibrary.assumeInstalled();
        Path theirDirectory = Files.createDirectory(directory.resolve("theirs"));
        Path ourDirectory = Files.createDirectory(directory.resolve("ours"));
        Instant begin = Instant.now();
        Process child = start(jar, theirDirectory);
        Map<String, List<Outcome>> ours;
        try (Library library = new PortedLibrary(Description.API)) {
            ours = new Run(library, Description.API, ourDirectory).all(SCRIPTS);
            assertThat(child.waitFor()).as(ComparisonIT::theirLog).isZero();
        } finally {
            child.destroy();
        }
        Instant end = Instant.now();
        compare(
                ours,
                new Normalised(ourDirectory.toString(), begin, end),
                theirOutcomes(),
                new Normalised(theirDirectory.toString(), begin, end));
        report();
    }

    private static Process start(Path jar, Path work) throws IOException {
        ProcessBuilder builder = ChildJvm.of(
                OriginalMain.class,
                "-D" + Script.ONLY + "=" + System.getProperty(Script.ONLY, ""),
                "-Djava.library.path=/usr/lib/x86_64-linux-gnu/jni:/usr/lib/jni:/usr/lib64/jni");
        List<String> command = builder.command();
        int path = command.indexOf("-cp") + 1;
        command.set(path, command.get(path) + File.pathSeparator + jar);
        command.addAll(List.of(work.toString(), outcomesFile().toString()));
        return builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("theirs.log").toFile())
                .start();
    }

    private static Path outcomesFile() {
        return directory.resolve("outcomes");
    }

    private static String theirLog() {
        try {
            return Files.readString(directory.resolve("theirs.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // written by OriginalMain
    private static Map<String, List<Outcome>> theirOutcomes() throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(outcomesFile()))) {
            return (Map<String, List<Outcome>>) in.readObject();
        }
    }

    private static void compare(
            Map<String, List<Outcome>> ours,
            Normalised ourTexts,
            Map<String, List<Outcome>> theirs,
            Normalised theirTexts) {
        for (Script script : SCRIPTS) {
            List<Comparison> all = new ArrayList<>();
            List<Outcome> ourOutcomes = requireNonNull(ours.get(script.subject()));
            List<Outcome> theirOutcomes = requireNonNull(theirs.get(script.subject()));
            for (int i = 0; i < script.steps().size(); i++) {
                all.add(new Comparison(
                        script.steps().get(i),
                        ourOutcomes.get(i).normalised(ourTexts, script.text()),
                        theirOutcomes.get(i).normalised(theirTexts, script.text())));
            }
            COMPARISONS.put(script.subject(), all);
        }
    }

    private static void report() throws IOException {
        String text = COMPARISONS.values().stream()
                .flatMap(List::stream)
                .map(Comparison::report)
                .collect(joining("\n\n", "", "\n"));
        // Not writeString: bytes that are no text have no place in it.
        Files.write(Path.of("target", "comparison.txt"), text.getBytes(UTF_8));
    }

    @AfterAll
    static void forget() {
        COMPARISONS.clear();
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void bothLibrariesGiveTheSame(String subject) {
        assertThat(COMPARISONS.get(subject))
                .filteredOn(comparison -> !comparison.differences().isEmpty())
                .extracting(Comparison::report)
                .isEmpty();
    }

    @Test
    void enoughCallsAreCompared() {
        assumeTrue(System.getProperty(Script.ONLY, "").isEmpty(), "only some subjects were asked for");
        Set<String> calls = new TreeSet<>();
        Set<String> refused = new TreeSet<>();
        for (Comparison comparison :
                COMPARISONS.values().stream().flatMap(List::stream).toList()) {
            if (!comparison.step().isOnHost()) {
                (comparison.theirs().failed() ? refused : calls)
                        .add(comparison.step().call());
            }
        }
        System.out.println("Calls compared with the C library: " + calls.size() + ", refused ones: " + refused.size());
        assertThat(calls).hasSizeGreaterThanOrEqualTo(FEWEST_CALLS);
        assertThat(refused).hasSizeGreaterThanOrEqualTo(25);
    }
}
