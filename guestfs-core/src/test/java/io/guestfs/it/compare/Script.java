package io.guestfs.it.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The calls about one subject, one a line: {@code [!ERRNO|?ERRNO] [variable =] call argument... [option:value]...}.
 * Arguments follow the API description; {@code {a b}} is a list, {@code null} an absent text. Each character of a buffer
 * is one byte. {@code $variable} is the result that a line before has kept, {@code $DIR} a directory of the host.
 * {@code @put file text}, {@code @hive file} and {@code @mkdir directory} make something there, {@code @show file} compares
 * a file.
 *
 * @param subject its name
 * @param steps its lines, without those that are empty or begin with a number sign
 */
record Script(String subject, List<Step> steps) {

    /** The lines as they stand there. */
    String text() {
        return steps.stream().map(Step::text).collect(Collectors.joining("\n"));
    }

    /** Names the subjects to run, separated by commas; those that the others need run anyway. */
    static final String ONLY = "compare.subjects";

    private static final List<String> NEEDED = List.of("settings", "drives", "launch", "partitions", "files");

    private static final List<String> OTHERS = List.of(
            "directories",
            "attributes",
            "search",
            "transfer",
            "archives",
            "augeas",
            "hivex",
            "ext",
            "filesystems",
            "btrfs",
            "lvm",
            "raid",
            "encryption",
            "mounts",
            "inspection",
            "shutdown");

    /** All scripts in the order in which they run, on one handle, from the settings to the shutdown. */
    static List<Script> all() {
        String only = System.getProperty(ONLY, "");
        Stream<String> others = OTHERS.stream()
                .filter(subject -> only.isEmpty() || List.of(only.split(",")).contains(subject));
        return Stream.concat(NEEDED.stream(), others).map(Script::of).toList();
    }

    static Script of(String subject) {
        List<Step> steps = new ArrayList<>();
        List<String> lines = lines(subject + ".calls");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                steps.add(step(subject + ".calls:" + (i + 1), line));
            }
        }
        return new Script(subject, steps);
    }

    private static List<String> lines(String file) {
        try (InputStream in = Script.class.getResourceAsStream("/compare/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no script " + file);
            }
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Step step(String place, String line) {
        List<Word> words = WordReader.words(line);
        Expectation expected = Expectation.of(words.get(0).text());
        int at = expected.isFailure() ? 1 : 0;
        String variable = null;
        if (words.size() > at + 1 && words.get(at + 1).text().equals("=")) {
            variable = words.get(at).text();
            at += 2;
        }
        return new Step(place, line, expected, variable, words.get(at).text(), words.subList(at + 1, words.size()));
    }
}
