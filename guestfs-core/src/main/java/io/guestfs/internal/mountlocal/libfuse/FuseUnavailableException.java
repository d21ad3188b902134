package io.guestfs.internal.mountlocal.libfuse;

/** FUSE can't be used here; the message says what is missing and what to do. */
public final class FuseUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is missing and what to do
     * @param cause why, if a lower failure tells; may be null
     */
    public FuseUnavailableException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
    }
}
