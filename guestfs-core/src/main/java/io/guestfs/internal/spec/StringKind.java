package io.guestfs.internal.spec;

/** What a string argument, or each item of a list of strings, means. */
public enum StringKind {
    /** Text without further meaning. */
    PLAIN,

    /** A block device of the guest. */
    DEVICE,

    /** An absolute path inside the guest. */
    PATHNAME,

    /** Bytes that are sent to the appliance; not among the encoded arguments. */
    FILE_IN,

    /** A place for bytes that come from the appliance; not among the encoded arguments. */
    FILE_OUT,

    /** A device, or a volume inside a file system that a device holds. */
    MOUNTABLE,

    /** A block device or an absolute path. */
    DEV_OR_PATH,

    /** A mountable or an absolute path. */
    MOUNTABLE_OR_PATH,

    /** A secret, which must never be printed. */
    KEY,

    /** A globally unique identifier in text form. */
    GUID,

    /** The name of a file without any directory. */
    FILENAME,

    /** The argument is not text. */
    NONE
}
