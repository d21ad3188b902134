package io.guestfs.internal.spec;

/** The type of a result; the comment of each names the Java type. */
public enum ReturnType {
    /** Nothing: the call succeeds or throws. */
    NONE,

    /** {@code Integer}. */
    INT,

    /** {@code Long}. */
    INT64,

    /** {@code Boolean}. */
    BOOL,

    /** {@code String}, a constant of the library. */
    CONST_STRING,

    /** {@code String} or {@code null}. */
    CONST_OPT_STRING,

    /** {@code String}. */
    STRING,

    /** {@code List<String>}. */
    STRING_LIST,

    /** A record. */
    STRUCT,

    /** {@code List} of records. */
    STRUCT_LIST,

    /** {@code Map<String, String>} in the order of the daemon. */
    HASHTABLE,

    /** {@code byte[]}. */
    BUFFER
}
