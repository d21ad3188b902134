package io.guestfs.protocol.frame;

import java.io.IOException;

/** What came is no frame; where the next one begins is unknown. */
public final class BadFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    BadFrameException(String message) {
        super(message);
    }
}
