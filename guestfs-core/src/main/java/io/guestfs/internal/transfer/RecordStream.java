package io.guestfs.internal.transfer;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.xdr.ItemDecoder;
import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns a download into records while it arrives. Only the records and the beginning of the next one are held in memory,
 * never the whole stream.
 *
 * @param <T> what a record becomes
 */
public final class RecordStream<T> extends OutputStream {

    /**
     * Takes one record from bytes.
     *
     * @param <T> what it becomes
     */
    @FunctionalInterface
    public interface Decoder<T> {
        /**
         * Takes a record, and moves the buffer past it.
         *
         * @param bytes what has arrived, in big-endian order
         * @return the record, or null when it has not arrived as a whole; the buffer is not moved then
         * @throws IllegalArgumentException with the reason, when it never can become a record
         */
        @Nullable
        T decode(ByteBuffer bytes);
    }

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int FIRST_SIZE = 16 * 1024;

    private final String call;
    private final Decoder<T> decoder;
    private final int limit;
    private final List<T> records = new ArrayList<>();
    private byte[] waiting = new byte[FIRST_SIZE];
    private int size;

    /**
     * Prepares for records of any kind.
     *
     * @param call the call, for errors
     * @param decoder takes single records
     * @param limit how large one record may be, in bytes
     */
    public RecordStream(String call, Decoder<T> decoder, int limit) {
        this.call = call;
        this.decoder = decoder;
        this.limit = limit;
    }

    /**
     * Prepares for records that are XDR structures, none of them larger than a message may be.
     *
     * @param call the call, for errors
     * @param decoder takes single structures
     * @param <T> what a record becomes
     * @return the stream
     */
    public static <T> RecordStream<T> ofStructures(String call, ItemDecoder<T> decoder) {
        return new RecordStream<>(call, bytes -> structure(bytes, decoder), ProtocolNumbers.MESSAGE_LIMIT);
    }

    private static <T> @Nullable T structure(ByteBuffer bytes, ItemDecoder<T> decoder) {
        XdrReader in = new XdrReader(bytes);
        try {
            T structure = decoder.decode(in);
            bytes.position(bytes.position() + in.position());
            return structure;
        } catch (XdrException e) {
            // Nearly always the rest has not arrived yet; if it never makes sense, the limit or the end tells.
            return null;
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if ((long) size + length > waiting.length) {
            waiting = Arrays.copyOf(waiting, roomFor((long) size + length));
        }
        System.arraycopy(bytes, offset, waiting, size, length);
        size += length;
        decode();
    }

    private int roomFor(long needed) {
        if (needed > LARGEST_ARRAY) {
            throw unreadable("a record of more than " + LARGEST_ARRAY + " bytes");
        }
        return (int) Math.min(LARGEST_ARRAY, Math.max(needed, 2L * waiting.length));
    }

    private void decode() {
        ByteBuffer bytes = ByteBuffer.wrap(waiting, 0, size);
        try {
            T record = decoder.decode(bytes);
            while (record != null) {
                records.add(record);
                record = bytes.hasRemaining() ? decoder.decode(bytes) : null;
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
        size = bytes.remaining();
        if (bytes.position() > 0) {
            // Not onto itself: what has come of a large record would be copied with each piece that comes.
            System.arraycopy(waiting, bytes.position(), waiting, 0, size);
        }
        if (size > limit) {
            throw unreadable("a record that is none within " + limit + " bytes");
        }
    }

    /**
     * Gives what came, when the transfer is over.
     *
     * @return the records in the order of the stream; empty when nothing came
     * @throws GuestFSException when the last record is not complete
     */
    public List<T> records() {
        if (size > 0) {
            throw unreadable("a last record that breaks off, or can't be read, after " + records.size() + " others");
        }
        return records;
    }

    private GuestFSException unreadable(String what) {
        return new GuestFSException(call, "the appliance sent " + what, ErrorNumber.EIO);
    }
}
