package io.guestfs.it;

import io.guestfs.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The calls that the tests of this JVM have made with success. Test code only: the static state ends with the test JVM. */
public final class CallCoverage {

    private static final Pattern NAME = Pattern.compile("name: ([a-zA-Z0-9_]+)");

    private static final Set<String> SUCCEEDED = new ConcurrentSkipListSet<>();

    private CallCoverage() {}

    /** Takes a trace event: {@code NAME = RESULT} is a success unless it ends in {@code (error)}. */
    public static void event(Event event) {
        if (event instanceof Event.Message message) {
            String line = message.text();
            int end = line.indexOf(" = ");
            if (end > 0 && line.indexOf(' ') == end && !line.endsWith("(error)")) {
                SUCCEEDED.add(line.substring(0, end));
            }
        }
    }

    /** The names of the calls so far. */
    static Set<String> succeeded() {
        return Set.copyOf(SUCCEEDED);
    }

    /** The names of the calls that a daemon answers. */
    static Set<String> daemonCalls() {
        return NAME.matcher(resource("/api/procedures.yaml"))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The calls that no test can make with success, each with the reason. */
    static Map<String, String> reasons() {
        Map<String, String> reasons = new TreeMap<>();
        resource("/calls-not-exercised.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(": ", 2))
                .forEach(parts -> reasons.put(parts[0], parts.length > 1 ? parts[1].strip() : ""));
        return reasons;
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(CallCoverage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
