package io.guestfs.it.compare;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What came of one call.
 *
 * @param failed whether it failed
 * @param value its result, rendered; the message when it failed
 * @param errno the error number; 0 for a success
 * @param trace the trace lines that were written meanwhile
 * @param millis how long it took; only told, not compared
 */
record Outcome(boolean failed, String value, int errno, List<String> trace, long millis) implements Serializable {

    static Outcome success(String value) {
        return new Outcome(false, value, 0, List.of(), 0);
    }

    static Outcome failure(String message, int errno) {
        return new Outcome(true, message, errno, List.of(), 0);
    }

    Outcome traced(List<String> lines) {
        return new Outcome(failed, value, errno, List.copyOf(lines), millis);
    }

    Outcome took(Duration time) {
        return new Outcome(failed, value, errno, trace, time.toMillis());
    }

    /** The same without what can't be equal on both sides. */
    Outcome normalised(Normalised normalised, String script) {
        return with(text -> normalised.text(text, script));
    }

    /** The same with another result, which the last trace line shows as well. */
    Outcome withResult(UnaryOperator<String> change) {
        List<String> lines = new ArrayList<>(trace);
        if (!lines.isEmpty()) {
            lines.add(change.apply(lines.remove(lines.size() - 1)));
        }
        return new Outcome(failed, change.apply(value), errno, List.copyOf(lines), millis);
    }

    private Outcome with(UnaryOperator<String> change) {
        return new Outcome(
                failed, change.apply(value), errno, trace.stream().map(change).toList(), millis);
    }

    /** The trace line with the arguments; empty when there is none. */
    String callLine() {
        return trace.isEmpty() ? "" : trace.get(0);
    }

    /** The trace line with the result; empty when there is none. */
    String resultLine() {
        return trace.size() < 2 ? "" : trace.get(trace.size() - 1);
    }
}
