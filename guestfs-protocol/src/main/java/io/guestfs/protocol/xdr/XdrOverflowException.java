package io.guestfs.protocol.xdr;

/** What was put into an {@link XdrWriter} does not fit under its limit. */
public final class XdrOverflowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long needed;
    private final int limit;

    XdrOverflowException(long needed, int limit) {
        super("the encoded data need at least " + needed + " bytes, the limit is " + limit);
        this.needed = needed;
        this.limit = limit;
    }

    /** Bytes up to and including the item that did not fit; what would have followed is not counted. */
    public long needed() {
        return needed;
    }

    /** The limit of the writer in bytes. */
    public int limit() {
        return limit;
    }
}
