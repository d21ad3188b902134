package io.guestfs.it.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.guestfs.it.MinimalHive;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All scripts, one after the other, on one handle of one library. */
final class Run {

    private static final String NO_VALUE = "nothing";

    /** Set from outside when the machine is unusual; both handles read nothing else of the environment. */
    private static final List<String> SETTINGS =
            List.of("LIBGUESTFS_PATH", "LIBGUESTFS_HV", "LIBGUESTFS_CACHEDIR", "LIBGUESTFS_TMPDIR");

    private final Library library;
    private final Map<String, CallSpec> calls;
    private final Variables variables = new Variables();
    private KernelDisks disks = new KernelDisks("");

    /**
     * Prepares a run.
     *
     * @param library its handle, new
     * @param api the description of the calls
     * @param directory for its images and files, empty
     */
    Run(Library library, ApiDescription api, Path directory) {
        this.library = library;
        this.calls = api.callsByName();
        variables.set("DIR", directory.toString());
        List<String> settings = SETTINGS.stream()
                .filter(name -> System.getenv(name) != null)
                .map(name -> name + "=" + System.getenv(name))
                .toList();
        library.make(call("parse_environment_list"), new Arguments(List.of(settings), Map.of()));
    }

    /** The outcomes of all steps of all scripts. */
    Map<String, List<Outcome>> all(List<Script> scripts) {
        Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
        for (Script script : scripts) {
            List<Outcome> ofSubject = new ArrayList<>();
            for (Step step : script.steps()) {
                long begin = System.nanoTime();
                Outcome outcome = outcome(step);
                ofSubject.add(outcome.took(Duration.ofNanos(System.nanoTime() - begin)));
            }
            outcomes.put(script.subject(), ofSubject);
        }
        return outcomes;
    }

    private Outcome outcome(Step step) {
        List<Word> words =
                step.words().stream().map(word -> word.with(variables)).toList();
        if (step.isOnHost()) {
            return onHost(step.call(), words);
        }
        try {
            CallSpec call = call(step.call());
            Arguments arguments = Arguments.of(call, words);
            library.trace().clear();
            Outcome outcome = library.make(call, arguments).traced(library.trace());
            if (step.call().equals("launch") && !outcome.failed()) {
                disks = disks();
            }
            if (!library.putsRight(step.call())) {
                outcome = disks.putRight(step.call(), outcome);
            }
            if (step.variable() != null) {
                variables.set(step.variable(), bare(outcome));
            }
            return outcome;
        } catch (LinkageError e) {
            // The other calls are still worth comparing.
            return Outcome.failure(e + ": " + e.getCause(), 0);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(step.place() + ": " + step.text(), e);
        }
    }

    private KernelDisks disks() {
        Arguments arguments = new Arguments(List.of("sh", List.of(KernelDisks.COMMAND)), Map.of());
        Outcome links = library.make(call("debug"), arguments);
        if (links.failed()) {
            throw new IllegalStateException("the disks of the guest can't be told apart: " + links.value());
        }
        return new KernelDisks(links.value());
    }

    private CallSpec call(String name) {
        CallSpec call = calls.get(name);
        if (call == null) {
            throw new IllegalArgumentException("no call " + name);
        }
        return call;
    }

    /** A result as it can be given to another call: the first text of a list, the first field of a structure. */
    private static String bare(Outcome outcome) {
        if (outcome.failed()) {
            return NO_VALUE;
        }
        String value = outcome.value().lines().findFirst().orElse(NO_VALUE);
        return value.replaceAll("^\\[?(?:\\{\\w+: )?|, .*\\}\\]?$|\\]$", "").replace("\"", "");
    }

    private static Outcome onHost(String action, List<Word> words) {
        Path file = Path.of(words.get(0).text());
        try {
            switch (action) {
                case "@put" -> Files.write(file, words.get(1).text().getBytes(ISO_8859_1));
                case "@hive" -> Files.write(file, MinimalHive.bytes());
                case "@mkdir" -> Files.createDirectories(file);
                case "@show" -> {
                    return Outcome.success(new String(Files.readAllBytes(file), ISO_8859_1));
                }
                default -> throw new IllegalArgumentException("no action " + action);
            }
            return Outcome.success("done");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
