package io.guestfs.protocol.frame;

import io.guestfs.protocol.message.ProtocolNumbers;
import java.nio.ByteBuffer;

/** Chunks of an upload, framed and collected so that one write takes many of them. */
public final class ChunkBatch {
    private static final int CHUNKS = 32;
    private static final int FRAMING = Integer.BYTES + ProtocolNumbers.CHUNK_OVERHEAD;
    private static final int FULL_CHUNK = FRAMING + ProtocolNumbers.CHUNK_LIMIT;

    // One more small chunk, with which the file ends, always finds room behind the full ones.
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNKS * FULL_CHUNK + FRAMING);

    /**
     * Gives the room for the data of the next chunk. The batch must not be {@link #full()}.
     *
     * @return {@link ProtocolNumbers#CHUNK_LIMIT} writable bytes, which count once {@link #commit} says so
     */
    public ByteBuffer room() {
        return bytes.slice(bytes.position() + FRAMING, ProtocolNumbers.CHUNK_LIMIT);
    }

    /**
     * Makes a chunk of the first bytes in the room.
     *
     * @param length how many, from 1 to {@link ProtocolNumbers#CHUNK_LIMIT}
     */
    public void commit(int length) {
        int padding = -length & 3;
        frame(0, length, padding);
        bytes.position(bytes.position() + length);
        for (int i = 0; i < padding; i++) {
            bytes.put((byte) 0);
        }
    }

    /** Adds the chunk that ends a file. */
    public void end() {
        frame(0, 0, 0);
    }

    /** Throws away what is there and puts the chunk that gives the upload up. */
    public void cancel() {
        clear();
        frame(1, 0, 0);
    }

    /** Throws away what is there. */
    public void clear() {
        bytes.clear();
    }

    /** Whether no room is left for another chunk with data. */
    public boolean full() {
        return bytes.position() > (CHUNKS - 1) * FULL_CHUNK;
    }

    /** Whether nothing is there. */
    public boolean empty() {
        return bytes.position() == 0;
    }

    ByteBuffer drain() {
        ByteBuffer all = bytes.slice(0, bytes.position());
        clear();
        return all;
    }

    private void frame(int cancel, int length, int padding) {
        bytes.putInt(ProtocolNumbers.CHUNK_OVERHEAD + length + padding);
        bytes.putInt(cancel);
        bytes.putInt(length);
    }
}
