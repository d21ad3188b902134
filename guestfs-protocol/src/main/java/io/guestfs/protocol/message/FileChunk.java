package io.guestfs.protocol.message;

import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import java.nio.ByteBuffer;

/**
 * A piece of a file. No data ends the file; a set cancel field ends it before its time.
 *
 * @param cancelled whether the sender gives the transfer up
 * @param data at most {@link ProtocolNumbers#CHUNK_LIMIT} bytes; a view, good as long as the buffer it was read from
 */
public record FileChunk(boolean cancelled, ByteBuffer data) {

    /**
     * Reads the whole body of a message as a chunk.
     *
     * @param body the body
     * @return the chunk
     * @throws XdrException when the cancel field is neither 0 nor 1, the data are above the limit, or bytes are left
     */
    public static FileChunk decode(ByteBuffer body) throws XdrException {
        XdrReader in = new XdrReader(body);
        boolean cancelled = in.getBool();
        ByteBuffer data = in.getOpaqueView(ProtocolNumbers.CHUNK_LIMIT);
        if (in.hasRemaining()) {
            throw new XdrException(in.remaining() + " bytes follow the chunk", in.position());
        }
        return new FileChunk(cancelled, data);
    }

    /** Whether the file ends here in good order. */
    public boolean endOfFile() {
        return !cancelled && !data.hasRemaining();
    }
}
