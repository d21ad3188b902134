package io.guestfs.appliance.drive;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of qemu's block layer in the words of qemu. Names of hosts and files are values of their own in it, so that no
 * character in them can mean anything.
 *
 * @param options names and values: texts, numbers, null, maps and lists of such
 */
public record BlockNode(Map<String, Object> options) {
    /** Null says that there is nothing, which is not the same as to say nothing. */
    private static final JSON WITH_NULLS = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    /** Keeps the order of the options. */
    public BlockNode {
        options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * The driver of the node.
     *
     * @return its name; empty if qemu finds it out
     */
    public String driver() {
        return options.get("driver") instanceof String driver ? driver : "";
    }

    /**
     * The node with another above it.
     *
     * @param format the format of what it holds
     * @return a node of that format
     */
    public BlockNode below(String format) {
        Map<String, Object> above = new LinkedHashMap<>();
        above.put("driver", format);
        above.put("file", options);
        return new BlockNode(above);
    }

    /**
     * The node with another above it, of a format that qemu finds out.
     *
     * @return a node without a format
     */
    public BlockNode guessed() {
        return new BlockNode(Map.of("file", options));
    }

    /**
     * The node as a file name, which all programs of qemu take.
     *
     * @return {@code json:} and an object
     */
    public String fileName() {
        try {
            return "json:" + WITH_NULLS.asString(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The node as options of a command line, in their order.
     *
     * @param prefix what comes before the names, with its dot
     * @return names and values
     */
    public Map<String, String> flat(String prefix) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten(prefix, options, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> from, Map<String, String> into) {
        from.forEach((name, value) -> flatten(prefix + name, value, into));
    }

    private static void flatten(String name, Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> map) {
            flatten(name + ".", map, into);
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(name + "." + i, list.get(i), into);
            }
        } else {
            into.put(name, value.toString());
        }
    }
}
