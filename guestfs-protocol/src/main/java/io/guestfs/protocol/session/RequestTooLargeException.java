package io.guestfs.protocol.session;

import java.io.IOException;

/** The arguments of a call do not fit into one message. Nothing was sent; the session is as good as before. */
public final class RequestTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long size;
    private final int limit;

    RequestTooLargeException(String call, long size, int limit, Throwable cause) {
        super(
                "the request of " + call + " would have " + size + " bytes, " + (size - limit) + " more than the "
                        + limit + " that one message can have; nothing was sent",
                cause);
        this.size = size;
        this.limit = limit;
    }

    /** How many bytes the message would have, header and arguments. */
    public long size() {
        return size;
    }

    /** How many bytes a message can have, header and arguments. */
    public int limit() {
        return limit;
    }
}
