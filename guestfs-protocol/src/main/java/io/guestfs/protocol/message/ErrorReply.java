package io.guestfs.protocol.message;

import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.protocol.xdr.XdrWriter;

/**
 * What the daemon says when it refuses a call.
 *
 * @param errnoName name of the error number, such as {@code ENOENT}; empty when there is none
 * @param message text of the daemon, without the name of the call
 */
public record ErrorReply(String errnoName, String message) {

    /**
     * Reads an error.
     *
     * @param in positioned behind the header
     * @return the error
     * @throws XdrException when the bytes are not an error or a text is above its limit
     */
    public static ErrorReply decode(XdrReader in) throws XdrException {
        String errnoName = in.getString(ProtocolNumbers.ERRNO_NAME_LIMIT);
        return new ErrorReply(errnoName, in.getString(ProtocolNumbers.ERROR_TEXT_LIMIT));
    }

    /**
     * Writes the error.
     *
     * @param out where to
     */
    public void encode(XdrWriter out) {
        out.putString(errnoName);
        out.putString(message);
    }

    /** The error number as Linux counts: 0 when there is none, {@code EINVAL} when the name is unknown. */
    public int errno() {
        return Errno.number(errnoName);
    }
}
