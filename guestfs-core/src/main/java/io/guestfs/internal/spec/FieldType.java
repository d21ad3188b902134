package io.guestfs.internal.spec;

/** The type of a field of a structure; the comment of each names the Java type. */
public enum FieldType {
    /** {@code char}. */
    CHAR,

    /** {@code int}. */
    INT32,

    /** {@code long} from 0 to 2<sup>32</sup>-1. */
    UINT32,

    /** {@code long}. */
    INT64,

    /** {@code long} that holds 64 unsigned bits. */
    UINT64,

    /** {@code long}: a size in bytes. */
    BYTES,

    /** {@code String}. */
    STRING,

    /** {@code String}: a block device of the guest. */
    DEVICE,

    /** {@code byte[]}. */
    BUFFER,

    /** {@code String} of 32 characters: an identifier of LVM. */
    UUID,

    /** {@code OptionalDouble}: a percentage, empty when the daemon has none. */
    OPT_PERCENT
}
