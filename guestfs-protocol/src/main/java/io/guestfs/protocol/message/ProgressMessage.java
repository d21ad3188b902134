package io.guestfs.protocol.message;

import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.protocol.xdr.XdrWriter;

/**
 * How far a long call has come. The units are those of the call: bytes for transfers; some calls only show that they
 * are alive by 0 of 1, and at last 1 of 1.
 *
 * @param procedure number of the call, from 0 to 2<sup>32</sup> - 1
 * @param serial number of the request, from 0 to 2<sup>32</sup> - 1
 * @param position how much is done; unsigned
 * @param total how much there is to do; unsigned
 */
public record ProgressMessage(long procedure, long serial, long position, long total) {

    /**
     * Reads a progress message.
     *
     * @param in positioned behind the flag
     * @return the message
     * @throws XdrException when fewer than {@link ProtocolNumbers#PROGRESS_SIZE} bytes are left
     */
    public static ProgressMessage decode(XdrReader in) throws XdrException {
        return new ProgressMessage(in.getUnsignedInt(), in.getUnsignedInt(), in.getLong(), in.getLong());
    }

    /**
     * Writes the message, without the flag.
     *
     * @param out where to
     */
    public void encode(XdrWriter out) {
        out.putUnsignedInt(procedure);
        out.putUnsignedInt(serial);
        out.putLong(position);
        out.putLong(total);
    }
}
