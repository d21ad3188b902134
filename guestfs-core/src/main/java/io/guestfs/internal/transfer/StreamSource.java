package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.ChunkSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a stream that belongs to the caller. */
final class StreamSource implements ChunkSource, MayBlock {

    static final int BUFFER = 64 * 1024;

    private final InputStream stream;
    private final String name;
    private final byte[] buffer = new byte[BUFFER];

    StreamSource(InputStream stream, String name) {
        this.stream = stream;
        this.name = name;
    }

    @Override
    public boolean mayBlock() {
        return !(stream instanceof ByteArrayInputStream);
    }

    @Override
    public void open() {}

    @Override
    public int read(ByteBuffer into) throws IOException {
        return read(stream, buffer, into);
    }

    static int read(InputStream stream, byte[] buffer, ByteBuffer into) throws IOException {
        if (into.hasArray()) {
            int n = stream.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
            if (n > 0) {
                into.position(into.position() + n);
            }
            return n;
        }
        int n = stream.read(buffer, 0, Math.min(buffer.length, into.remaining()));
        if (n > 0) {
            into.put(buffer, 0, n);
        }
        return n;
    }

    @Override
    public void close() {}

    @Override
    public long sizeHint() {
        return 0;
    }

    @Override
    public String describe() {
        return name;
    }
}
