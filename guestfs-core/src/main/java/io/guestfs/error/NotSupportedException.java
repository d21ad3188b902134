package io.guestfs.error;

/**
 * The appliance does not know the call or lacks the tools for it. Another appliance, or more packages on the host that
 * it is built from, may have them. Calls that need something of this machine that is not there, such as libvirt or
 * FUSE, end this way as well.
 */
public final class NotSupportedException extends GuestFSException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param call the call that is not supported
     * @param message what is missing
     */
    public NotSupportedException(String call, String message) {
        super(call, message, ErrorNumber.ENOTSUP);
    }
}
