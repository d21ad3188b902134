package io.guestfs.it;

import io.guestfs.event.Event;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The calls that the tests of this JVM have made with success. Test code only: the static state ends with the test JVM. */
final class CallCoverage {

    private static final Set<String> SUCCEEDED = new ConcurrentSkipListSet<>();

    private CallCoverage() {}

    /** Takes a trace event: {@code NAME = RESULT} is a success unless it ends in {@code (error)}. */
    static void event(Event event) {
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
}
