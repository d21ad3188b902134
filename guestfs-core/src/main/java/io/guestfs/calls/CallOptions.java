package io.guestfs.calls;

import java.util.Map;

/**
 * The optional arguments given to one call. Each call with optional arguments has its own class, such as the one with
 * setters for the block size and the label of a new file system; an argument whose setter was not called is not sent,
 * which differs from sending any value.
 */
public interface CallOptions {

    /**
     * Returns what was given so far.
     *
     * @return a new map from the name of the argument, as the C library spells it, to its value (a {@code Boolean},
     *     {@code Integer}, {@code Long}, {@code String} or {@code List<String>}), in the order of their declaration
     */
    Map<String, Object> given();
}
