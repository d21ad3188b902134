package io.guestfs.error;

/**
 * The handle was closed before or while the call ran. Make a new handle.
 */
public final class HandleClosedException extends GuestFSException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param call the call that failed, by its name in the C library
     * @param message what failed, on what and why
     */
    public HandleClosedException(String call, String message) {
        super(call, message, ErrorNumber.NONE);
    }
}
