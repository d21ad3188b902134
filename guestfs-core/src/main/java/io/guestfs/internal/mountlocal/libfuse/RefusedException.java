package io.guestfs.internal.mountlocal.libfuse;

import io.guestfs.protocol.message.Errno;

/** An operation is refused with an error number, as a file system does many times a second; so it has no stack trace. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * Makes the exception.
     *
     * @param errnoName the name of the error
     */
    public RefusedException(String errnoName) {
        super(errnoName, null, false, false);
        this.errno = Errno.number(errnoName);
    }

    /** The error number. */
    public int errno() {
        return errno;
    }
}
