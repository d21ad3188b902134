package io.guestfs.internal.spec;

/** The type of one argument; the comment of each names the Java type that arrives in the argument array. */
public enum ParamType {
    /** {@code String}. */
    STRING,

    /** {@code String} or {@code null}. */
    OPT_STRING,

    /** {@code List<String>}. */
    STRING_LIST,

    /** {@code Boolean}. */
    BOOL,

    /** {@code Integer}. */
    INT,

    /** {@code Long}. */
    INT64,

    /** {@code byte[]}. */
    BUFFER,

    /** An object of another library where the C library takes a pointer; it has no use on the wire. */
    POINTER
}
