package io.guestfs.it.compare;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** What results a script has kept, and the directory of its side. */
final class Variables {

    private final Map<String, String> values = new HashMap<>();

    void set(String name, String value) {
        values.put("$" + name, value);
    }

    /** A text with the values in the places of the names; longer names first. */
    String replaced(String text) {
        String replaced = text;
        for (String name : values.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            replaced = replaced.replace(name, values.get(name));
        }
        return replaced;
    }
}
