package io.guestfs.protocol.session;

import java.io.IOException;

/**
 * The daemon sent what it must not send. Where its next message begins cannot be known any more, so the session is
 * poisoned: every later call fails at once.
 */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what came.
     *
     * @param message what came and what was expected
     */
    public ProtocolException(String message) {
        super(message);
    }

    /**
     * Says what came.
     *
     * @param message what came and what was expected
     * @param cause the finding underneath
     */
    public ProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
