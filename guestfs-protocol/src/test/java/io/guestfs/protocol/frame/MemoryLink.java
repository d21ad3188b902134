package io.guestfs.protocol.frame;

import io.guestfs.fakedaemon.WireBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A link whose incoming bytes are known beforehand and come in pieces of a given size. */
public final class MemoryLink implements DaemonLink {
    private final byte[] incoming;
    private final int piece;
    private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    private int at;
    int writes;

    /** Keeps what will come. */
    public MemoryLink(WireBytes incoming, int piece) {
        this.incoming = incoming.toByteArray();
        this.piece = piece;
    }

    byte[] written() {
        return outgoing.toByteArray();
    }

    @Override
    public int read(ByteBuffer into, Patience patience) {
        int size = Math.min(Math.min(piece, into.remaining()), incoming.length - at);
        if (size == 0) {
            return -1;
        }
        into.put(incoming, at, size);
        at += size;
        return size;
    }

    @Override
    public boolean readable() {
        return at < incoming.length;
    }

    @Override
    public void write(ByteBuffer bytes, Patience patience) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        outgoing.writeBytes(copy);
        writes++;
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
}
