package io.guestfs.protocol.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A download into memory that can fail at every step. */
class BytesSink implements ChunkSink {
    final ByteArrayOutputStream content = new ByteArrayOutputStream();
    int opened;
    int closed;

    @Override
    public void open() throws IOException {
        opened++;
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        content.writeBytes(bytes);
    }

    @Override
    public void close() throws IOException {
        closed++;
    }

    @Override
    public String describe() {
        return "/host/sink";
    }
}
