package io.guestfs.protocol.session;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file transfer was given up in good order: the session can be used for the next call. What went wrong first is kept
 * as the cause; later failures of the same transfer are its suppressed exceptions.
 */
public final class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What ended the transfer. */
    public enum Kind {
        /** The local side could not be opened. */
        LOCAL_OPEN("opening failed"),
        /** Reading what should be uploaded failed. */
        LOCAL_READ("reading failed"),
        /** Writing what was downloaded failed. */
        LOCAL_WRITE("writing failed"),
        /** Closing the local side failed. */
        LOCAL_CLOSE("closing failed"),
        /** Somebody on our side asked for it. */
        CANCELLED("the transfer was cancelled on request"),
        /** The daemon gave the transfer up and said no more. */
        DAEMON_CANCELLED("the daemon gave the transfer up without saying why");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Kind kind;
    private final String subject;

    /**
     * Says what ended a transfer.
     *
     * @param kind what ended it
     * @param subject what was transferred
     * @param cause the local failure, null when there was none
     */
    public TransferException(Kind kind, String subject, @Nullable IOException cause) {
        super(subject + ": " + kind.text + (cause == null ? "" : ": " + cause.getMessage()), cause);
        this.kind = kind;
        this.subject = subject;
    }

    /** What ended the transfer. */
    public Kind kind() {
        return kind;
    }

    /** What was transferred, as its source or sink describes it. */
    public String describe() {
        return subject;
    }
}
