package io.guestfs.protocol.description;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a YAML file, whose values are taken out by key. Every failure names the file, the line and the entry;
 * {@link #finish()} refuses what nobody took.
 */
final class YamlEntry {
    private final String file;
    private final Origin origin;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> taken = new TreeSet<>();
    private String label;

    YamlEntry(String file, Node node, String label) {
        this.file = file;
        this.origin = originOf(file, node);
        this.label = label;
        if (!(node instanceof MappingNode mapping)) {
            throw problem(node, "expected keys with values");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = scalar("key", tuple.getKeyNode());
            if (values.put(key, tuple.getValueNode()) != null) {
                throw problem(tuple.getKeyNode(), "the key " + key + " is given twice");
            }
        }
    }

    static Origin originOf(String file, Node node) {
        return new Origin(
                file, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
    }

    Origin origin() {
        return origin;
    }

    /** Takes the name, and from now on names the entry in messages. */
    String name(String what) {
        String name = text("name");
        label = label.isEmpty() ? what + " " + name : label + ", " + what + " " + name;
        return name;
    }

    /** Tells whether a key is given; asking makes the key a known one. */
    boolean has(String key) {
        taken.add(key);
        return values.containsKey(key);
    }

    String text(String key) {
        return scalar(key, required(key));
    }

    String text(String key, String whenAbsent) {
        return has(key) ? text(key) : whenAbsent;
    }

    @Nullable
    String optionalText(String key) {
        return has(key) ? text(key) : null;
    }

    int number(String key) {
        Node node = required(key);
        try {
            return Integer.parseInt(scalar(key, node));
        } catch (NumberFormatException e) {
            throw problem(node, key + " must be a whole number");
        }
    }

    boolean truth(String key) {
        Node node = required(key);
        return switch (scalar(key, node)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw problem(node, key + " must be true or false");
        };
    }

    <E extends Enum<E> & Spelled> E word(String key, Class<E> type) {
        Node node = required(key);
        return constant(key, node, type);
    }

    <E extends Enum<E> & Spelled> Set<E> words(String key, Class<E> type) {
        Set<E> found = EnumSet.noneOf(type);
        for (Node item : items(key)) {
            if (!found.add(constant(key, item, type))) {
                throw problem(item, key + " has " + scalar(key, item) + " twice");
            }
        }
        return found;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(key)) {
            texts.add(scalar(key, item));
        }
        return List.copyOf(texts);
    }

    List<YamlEntry> entries(String key) {
        return items(key).stream().map(node -> new YamlEntry(file, node, label)).toList();
    }

    YamlEntry entry(String key) {
        return new YamlEntry(file, required(key), label);
    }

    /** Refuses the entry when it has keys that nobody asked for. */
    void finish() {
        for (Map.Entry<String, Node> value : values.entrySet()) {
            if (!taken.contains(value.getKey())) {
                throw problem(
                        value.getValue(),
                        "unknown key " + value.getKey() + "; known here are " + String.join(", ", taken));
            }
        }
    }

    private List<Node> items(String key) {
        taken.add(key);
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw problem(node, key + " must be a list");
        }
        return sequence.getValue();
    }

    private Node required(String key) {
        taken.add(key);
        Node node = values.get(key);
        if (node == null) {
            throw problem(origin, "the key " + key + " is missing");
        }
        return node;
    }

    private String scalar(String key, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw problem(node, key + " must be a single value");
        }
        return scalar.getValue();
    }

    private <E extends Enum<E> & Spelled> E constant(String key, Node node, Class<E> type) {
        String spelling = scalar(key, node);
        for (E constant : type.getEnumConstants()) {
            if (constant.spelling().equals(spelling)) {
                return constant;
            }
        }
        String known =
                Arrays.stream(type.getEnumConstants()).map(Spelled::spelling).collect(Collectors.joining(", "));
        throw problem(node, key + " has the unknown word " + spelling + "; known are " + known);
    }

    private DescriptionException problem(Node node, String text) {
        return problem(originOf(file, node), text);
    }

    private DescriptionException problem(Origin place, String text) {
        return new DescriptionException(place, label.isEmpty() ? text : label + ": " + text);
    }
}
