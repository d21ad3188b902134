package io.guestfs.appliance.qmp;

import java.util.List;
import java.util.Map;

/**
 * What qemu returned for a command.
 *
 * @param value a JSON value: a map, a list, a text, a number or a truth value
 */
public record QmpReply(Object value) {
    /**
     * The answer as an object.
     *
     * @return its members; empty if it is something else
     */
    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    public Map<String, Object> object() {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /**
     * The answer as a list.
     *
     * @return its elements; empty if it is something else
     */
    @SuppressWarnings("unchecked") // any JSON value is an object of Java
    public List<Object> list() {
        return value instanceof List<?> list ? (List<Object>) list : List.of();
    }

    /**
     * The answer as a text.
     *
     * @return the text; of something else how Java prints it
     */
    public String text() {
        return value.toString();
    }
}
