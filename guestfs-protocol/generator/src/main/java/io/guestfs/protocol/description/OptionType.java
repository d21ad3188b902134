package io.guestfs.protocol.description;

/** The type of an optional argument. */
public enum OptionType implements Spelled {
    /** A truth value. */
    BOOL("OBool"),

    /** A whole number of 32 bits. */
    INT("OInt"),

    /** A whole number of 64 bits. */
    INT64("OInt64"),

    /** Text. */
    STRING("OString"),

    /** A list of text. */
    STRING_LIST("OStringList");

    private final String spelling;

    OptionType(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
