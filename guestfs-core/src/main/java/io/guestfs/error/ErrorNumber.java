package io.guestfs.error;

/**
 * An error of the operating system by number and name.
 *
 * @param number the number on Linux, 0 for none
 * @param name the name, such as {@code ENOENT}; empty for none
 */
public record ErrorNumber(int number, String name) {

    /** No error number is known. */
    public static final ErrorNumber NONE = new ErrorNumber(0, "");

    /** A file or directory is missing. */
    public static final ErrorNumber ENOENT = new ErrorNumber(2, "ENOENT");

    /** No such process; the original also uses it for a setting that is not there. */
    public static final ErrorNumber ESRCH = new ErrorNumber(3, "ESRCH");

    /** The operation was interrupted. */
    public static final ErrorNumber EINTR = new ErrorNumber(4, "EINTR");

    /** Input or output failed. */
    public static final ErrorNumber EIO = new ErrorNumber(5, "EIO");

    /** Access was denied. */
    public static final ErrorNumber EACCES = new ErrorNumber(13, "EACCES");

    /** Something is in use. */
    public static final ErrorNumber EBUSY = new ErrorNumber(16, "EBUSY");

    /** The file exists already. */
    public static final ErrorNumber EEXIST = new ErrorNumber(17, "EEXIST");

    /** Something in the path is not a directory. */
    public static final ErrorNumber ENOTDIR = new ErrorNumber(20, "ENOTDIR");

    /** A directory was given where a file is needed. */
    public static final ErrorNumber EISDIR = new ErrorNumber(21, "EISDIR");

    /** An argument is not valid. */
    public static final ErrorNumber EINVAL = new ErrorNumber(22, "EINVAL");

    /** A file is too large. */
    public static final ErrorNumber EFBIG = new ErrorNumber(27, "EFBIG");

    /** No space is left. */
    public static final ErrorNumber ENOSPC = new ErrorNumber(28, "ENOSPC");

    /** The file system is read-only. */
    public static final ErrorNumber EROFS = new ErrorNumber(30, "EROFS");

    /** The other side of a connection is gone. */
    public static final ErrorNumber EPIPE = new ErrorNumber(32, "EPIPE");

    /** The operation is not supported. */
    public static final ErrorNumber ENOTSUP = new ErrorNumber(95, "ENOTSUP");

    /** Something did not happen in time. */
    public static final ErrorNumber ETIMEDOUT = new ErrorNumber(110, "ETIMEDOUT");
}
