package io.guestfs.protocol.xdr;

import java.io.IOException;

/** Bytes that are not the XDR they should be. */
public final class XdrException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * Says what is wrong and where.
     *
     * @param problem what is wrong, without the place
     * @param offset where the bad item begins, in bytes from the start of the buffer that is read
     */
    public XdrException(String problem, int offset) {
        super(problem + ", at byte " + offset);
        this.offset = offset;
    }

    /** Where the bad item begins, in bytes from the start of the buffer that was read. */
    public int offset() {
        return offset;
    }
}
