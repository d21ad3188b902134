package io.guestfs.protocol.description;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the checks found. */
final class Problems {
    private final List<String> lines = new ArrayList<>();

    void report(CallSpec call, String problem) {
        report(call.origin(), call, problem);
    }

    void report(Origin origin, CallSpec call, String problem) {
        report(origin, "call " + call.name() + ": " + problem);
    }

    void report(Origin origin, String problem) {
        lines.add(origin + ": " + problem);
    }

    /** Reports every item whose key an earlier item has too; {@code problem} gets the item and the earlier one. */
    <T> void reportTwins(List<T> items, Function<T, String> key, TwinReport<T> report) {
        Map<String, T> seen = new HashMap<>();
        for (T item : items) {
            T earlier = seen.putIfAbsent(key.apply(item), item);
            if (earlier != null) {
                report.report(item, earlier);
            }
        }
    }

    /** Says that two items have the same key. */
    @FunctionalInterface
    interface TwinReport<T> {
        void report(T item, T earlier);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
