package io.guestfs.protocol.description;

/** The description is wrong; the message says where and why. */
public final class DescriptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception whose message stands by itself.
     *
     * @param message where and why, possibly for several entries on lines of their own
     */
    public DescriptionException(String message) {
        super(message);
    }

    /**
     * Makes an exception for one place.
     *
     * @param origin where
     * @param problem why
     */
    public DescriptionException(Origin origin, String problem) {
        this(origin + ": " + problem);
    }
}
