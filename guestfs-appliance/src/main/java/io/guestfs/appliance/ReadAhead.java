package io.guestfs.appliance;

import java.io.IOException;
import java.nio.ByteBuffer;
import jnr.enxio.channels.Native;

/**
 * What was read from a socket while a write waited for room. Only so is it found out that the other side has closed its
 * direction of the stream and may never read again.
 */
final class ReadAhead {
    private static final int ROOM = 1 << 16;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(ROOM).flip();
    private boolean ended;

    /** Whether a read would find something here, the end of the stream included. */
    boolean waiting() {
        return ended || bytes.hasRemaining();
    }

    /** Whether nothing more can or need be read ahead. */
    boolean satisfied() {
        return ended || bytes.remaining() == ROOM;
    }

    /** Gives out what is kept, as far as there is room for it; -1 for the end of the stream. */
    int take(ByteBuffer into) {
        if (!bytes.hasRemaining()) {
            return -1;
        }
        int count = Math.min(bytes.remaining(), into.remaining());
        into.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        return count;
    }

    /**
     * Reads what is there.
     *
     * @param descriptor the socket
     * @return false when the stream has ended
     * @throws IOException if it cannot be read at all
     */
    boolean fill(int descriptor) throws IOException {
        bytes.compact();
        int count = Native.read(descriptor, bytes);
        bytes.flip();
        ended = count == 0;
        return !ended;
    }
}
