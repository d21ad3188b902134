package io.guestfs.protocol.description;

/** The type of a field of a structure. */
public enum FieldType implements Spelled {
    /** One character. */
    CHAR("char"),

    /** A whole number of 32 bits. */
    INT32("int32"),

    /** A whole number of 32 bits without sign. */
    UINT32("uint32"),

    /** A whole number of 64 bits. */
    INT64("int64"),

    /** A whole number of 64 bits without sign. */
    UINT64("uint64"),

    /** A size in bytes, 64 bits without sign. */
    BYTES("bytes"),

    /** Text. */
    STRING("string"),

    /** A block device of the guest. */
    DEVICE("device"),

    /** Bytes. */
    BUFFER("buffer"),

    /** An identifier of exactly 32 bytes. */
    UUID("uuid"),

    /** A percentage, or nothing. */
    OPT_PERCENT("optpercent");

    private final String spelling;

    FieldType(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
