package io.guestfs.protocol.description;

/** The type of a result. */
public enum ReturnType implements Spelled {
    /** Nothing: the call succeeds or fails. */
    ERR("RErr"),

    /** A whole number of 32 bits. */
    INT("RInt"),

    /** A whole number of 64 bits. */
    INT64("RInt64"),

    /** A truth value. */
    BOOL("RBool"),

    /** A constant text of the library. */
    CONST_STRING("RConstString"),

    /** A text of the library, or null. */
    CONST_OPT_STRING("RConstOptString"),

    /** Text. */
    STRING("RString"),

    /** A list of text. */
    STRING_LIST("RStringList"),

    /** One structure. */
    STRUCT("RStruct"),

    /** A list of structures. */
    STRUCT_LIST("RStructList"),

    /** A map from text to text. */
    HASHTABLE("RHashtable"),

    /** Bytes. */
    BUFFER_OUT("RBufferOut");

    private final String spelling;

    ReturnType(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
