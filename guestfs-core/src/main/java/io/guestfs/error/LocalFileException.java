package io.guestfs.error;

/**
 * A file or stream on our side failed: it is missing, unreadable, full. When it happened inside a transfer the
 * connection was brought back into step, and the handle stays usable.
 */
public final class LocalFileException extends GuestFSException {

    private static final long serialVersionUID = 1L;

    private final String file;

    /**
     * Makes the exception.
     *
     * @param call the call that failed
     * @param file the local file, or a description of the stream
     * @param message what failed and why
     * @param errno the error of the operating system as far as Java tells it
     * @param cause the lower failure
     */
    public LocalFileException(String call, String file, String message, ErrorNumber errno, Throwable cause) {
        super(call, message, errno, cause);
        this.file = file;
    }

    /**
     * Tells which file failed.
     *
     * @return the local file as the caller gave it, or a description of the stream
     */
    public String file() {
        return file;
    }
}
