package io.guestfs.error;

/**
 * A call failed. Every exception of this library is one of this family; this class itself means that the daemon in the
 * appliance refused the call, the subclasses tell what else happened.
 *
 * <p>The handle stays usable unless the subclass says otherwise.
 */
public sealed class GuestFSException extends RuntimeException
        permits ApplianceLostException,
                CancelledException,
                DriveFailedException,
                HandleClosedException,
                InvalidArgumentException,
                LaunchFailedException,
                LocalFileException,
                NotSupportedException,
                WrongStateException {

    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;
    private final String errnoName;

    /**
     * Makes the exception of one failed call.
     *
     * @param call the call that failed, by its name in the C library, such as {@code part_disk}
     * @param message what failed, on what and why
     * @param errno number and name of the error, {@link ErrorNumber#NONE} where there is none
     */
    public GuestFSException(String call, String message, ErrorNumber errno) {
        super(call.isEmpty() ? message : call + ": " + message);
        this.call = call;
        this.errno = errno.number();
        this.errnoName = errno.name();
    }

    /**
     * Makes the exception of one failed call with the lower failure it comes from.
     *
     * @param call the call that failed, by its name in the C library
     * @param message what failed, on what and why
     * @param errno number and name of the error
     * @param cause the lower failure
     */
    public GuestFSException(String call, String message, ErrorNumber errno, Throwable cause) {
        this(call, message, errno);
        initCause(cause);
    }

    /**
     * Tells which call failed.
     *
     * @return the name in the C library, such as {@code part_disk}; empty when no call was running
     */
    public final String call() {
        return call;
    }

    /**
     * Tells the error number in the numbering of Linux, as the C library does.
     *
     * @return the number, 0 when the failure has none
     */
    public final int errno() {
        return errno;
    }

    /**
     * Tells the error by its name.
     *
     * @return the name, such as {@code ENOENT}; empty when the failure has none
     */
    public final String errnoName() {
        return errnoName;
    }
}
