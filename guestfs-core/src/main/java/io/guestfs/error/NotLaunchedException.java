package io.guestfs.error;

/**
 * The call needs the appliance, and it is not running. Call {@code launch} first.
 */
public final class NotLaunchedException extends WrongStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param call the call that failed, by its name in the C library
     * @param message what failed, on what and why
     */
    public NotLaunchedException(String call, String message) {
        super(call, message, ErrorNumber.NONE);
    }
}
