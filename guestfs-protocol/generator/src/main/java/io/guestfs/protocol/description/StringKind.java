package io.guestfs.protocol.description;

/** What a text means. */
public enum StringKind implements Spelled {
    /** Text without further meaning. */
    PLAIN("PlainString"),

    /** A block device of the guest. */
    DEVICE("Device"),

    /** An absolute path inside the guest. */
    PATHNAME("Pathname"),

    /** A file, stream or channel whose bytes are sent to the appliance. */
    FILE_IN("FileIn"),

    /** A file, stream or channel that takes bytes from the appliance. */
    FILE_OUT("FileOut"),

    /** A device, or a volume inside a file system that a device holds. */
    MOUNTABLE("Mountable"),

    /** A block device or an absolute path. */
    DEV_OR_PATH("Dev_or_Path"),

    /** A mountable or an absolute path. */
    MOUNTABLE_OR_PATH("Mountable_or_Path"),

    /** A secret. */
    KEY("Key"),

    /** A globally unique identifier in text form. */
    GUID("GUID"),

    /** The name of a file without any directory. */
    FILENAME("Filename");

    private final String spelling;

    StringKind(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
