package io.guestfs.protocol.frame;

import java.io.IOException;

/** A {@link Patience} came to its end. Nothing is lost: the read or write can be taken up again where it was left. */
public final class WaitGivenUpException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says that nobody wants to wait any longer. */
    public WaitGivenUpException() {
        super("the wait for the daemon was given up");
    }
}
