package io.guestfs.protocol.session;

import java.io.IOException;

/** The link to the daemon ended or was given up; the session is poisoned: every later call fails at once. */
public final class LinkClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what the session did when the link ended.
     *
     * @param message what was going on
     * @param cause what the link says
     */
    public LinkClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
