package io.guestfs.error;

/**
 * An argument can't be used. Nothing was sent to the appliance and nothing changed; correct the argument and call again.
 */
public final class InvalidArgumentException extends GuestFSException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception without an error number.
     *
     * @param call the call that failed, by its name in the C library
     * @param message which argument, what is wrong with it and what is allowed
     */
    public InvalidArgumentException(String call, String message) {
        super(call, message, ErrorNumber.NONE);
    }

    /**
     * Makes the exception with an error number.
     *
     * @param call the call that failed, by its name in the C library
     * @param message which argument, what is wrong with it and what is allowed
     * @param errno the error number the original reports for it
     */
    public InvalidArgumentException(String call, String message, ErrorNumber errno) {
        super(call, message, errno);
    }
}
