package io.guestfs.protocol.description;

/** The type of a required parameter. */
public enum ParamType implements Spelled {
    /** Text; its kind says what the text means. */
    STRING("String"),

    /** A list of text. */
    STRING_LIST("StringList"),

    /** Text or null. */
    OPT_STRING("OptString"),

    /** A truth value. */
    BOOL("Bool"),

    /** A whole number of 32 bits. */
    INT("Int"),

    /** A whole number of 64 bits. */
    INT64("Int64"),

    /** Bytes. */
    BUFFER_IN("BufferIn"),

    /** An address of the calling program; only library calls may have one. */
    POINTER("Pointer");

    private final String spelling;

    ParamType(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
