package io.guestfs.error;

/**
 * A transfer was cancelled: by {@code userCancel}, by an interrupt of the calling thread, or by the daemon. The
 * connection is in step and the handle stays usable; the target of the transfer may hold part of the data.
 */
public final class CancelledException extends GuestFSException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param call the call that was cancelled
     * @param message who cancelled what
     * @param errno {@code EINTR} when the user cancelled, none when the daemon did
     */
    public CancelledException(String call, String message, ErrorNumber errno) {
        super(call, message, errno);
    }
}
