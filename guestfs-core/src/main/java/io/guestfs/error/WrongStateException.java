package io.guestfs.error;

/**
 * The call can't be made in the present state of the handle: a call for the time before launch was made after it, or a
 * daemon call was made from a callback that itself runs inside a daemon call.
 */
public sealed class WrongStateException extends GuestFSException permits NotLaunchedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param call the call that failed, by its name in the C library
     * @param message what the call needs
     */
    public WrongStateException(String call, String message) {
        this(call, message, ErrorNumber.NONE);
    }

    WrongStateException(String call, String message, ErrorNumber errno) {
        super(call, message, errno);
    }
}
