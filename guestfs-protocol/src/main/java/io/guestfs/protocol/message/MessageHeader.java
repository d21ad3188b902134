package io.guestfs.protocol.message;

import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.protocol.xdr.XdrWriter;

/**
 * The header in front of every request and reply.
 *
 * @param program {@link ProtocolNumbers#PROGRAM}
 * @param version {@link ProtocolNumbers#VERSION}
 * @param procedure number of the call
 * @param direction {@link ProtocolNumbers#DIRECTION_CALL} or {@link ProtocolNumbers#DIRECTION_REPLY}
 * @param serial number of the request, repeated by its reply; unsigned
 * @param progressHint bytes that an upload is expected to have, 0 when unknown and in replies
 * @param optargsBitmask which optional arguments were given, the first one being bit 0; 0 in replies
 * @param status {@link ProtocolNumbers#STATUS_OK} or {@link ProtocolNumbers#STATUS_ERROR}
 */
public record MessageHeader(
        int program,
        int version,
        int procedure,
        int direction,
        int serial,
        long progressHint,
        long optargsBitmask,
        int status) {

    /**
     * Makes the header of a request.
     *
     * @param procedure number of the call
     * @param serial number of the request
     * @param progressHint bytes that will be uploaded, 0 when unknown
     * @param optargsBitmask which optional arguments are given
     * @return the header
     */
    public static MessageHeader request(int procedure, int serial, long progressHint, long optargsBitmask) {
        return new MessageHeader(
                ProtocolNumbers.PROGRAM,
                ProtocolNumbers.VERSION,
                procedure,
                ProtocolNumbers.DIRECTION_CALL,
                serial,
                progressHint,
                optargsBitmask,
                ProtocolNumbers.STATUS_OK);
    }

    /**
     * Reads a header. Its fields are not judged here, see {@link #checkReplyTo}.
     *
     * @param in positioned at the header
     * @return the header
     * @throws XdrException when fewer than {@link ProtocolNumbers#HEADER_SIZE} bytes are left
     */
    public static MessageHeader decode(XdrReader in) throws XdrException {
        if (in.remaining() < ProtocolNumbers.HEADER_SIZE) {
            throw new XdrException(
                    "a message of " + in.remaining() + " bytes is shorter than its header", in.position());
        }
        return new MessageHeader(
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getLong(),
                in.getLong(),
                in.getInt());
    }

    /**
     * Writes the header.
     *
     * @param out where to
     */
    public void encode(XdrWriter out) {
        out.putInt(program);
        out.putInt(version);
        out.putInt(procedure);
        out.putInt(direction);
        out.putInt(serial);
        out.putLong(progressHint);
        out.putLong(optargsBitmask);
        out.putInt(status);
    }

    /**
     * Checks that this is the header of the reply to a request. The first field that is wrong is named.
     *
     * @param expectedProcedure number of the call
     * @param expectedSerial number of the request
     * @throws XdrException when a field is wrong
     */
    public void checkReplyTo(int expectedProcedure, int expectedSerial) throws XdrException {
        check("program", 0, program, ProtocolNumbers.PROGRAM);
        check("protocol version", 4, version, ProtocolNumbers.VERSION);
        check("direction", 12, direction, ProtocolNumbers.DIRECTION_REPLY);
        check("procedure number", 8, procedure, expectedProcedure);
        check("serial number", 16, serial, expectedSerial);
        if (status != ProtocolNumbers.STATUS_OK && status != ProtocolNumbers.STATUS_ERROR) {
            throw new XdrException(
                    "the header has the status " + Integer.toUnsignedString(status) + ", which is neither "
                            + ProtocolNumbers.STATUS_OK + " nor " + ProtocolNumbers.STATUS_ERROR,
                    36);
        }
    }

    private static void check(String field, int offset, int actual, int expected) throws XdrException {
        if (actual != expected) {
            throw new XdrException(
                    "the header has the " + field + " " + Integer.toUnsignedString(actual) + " in place of "
                            + Integer.toUnsignedString(expected),
                    offset);
        }
    }
}
