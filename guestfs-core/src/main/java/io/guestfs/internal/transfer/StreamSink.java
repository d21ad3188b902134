package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.ChunkSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;

/** Writes a stream that belongs to the caller. */
final class StreamSink implements ChunkSink, MayBlock {

    private final OutputStream stream;
    private final String name;
    private final byte[] buffer = new byte[StreamSource.BUFFER];

    StreamSink(OutputStream stream, String name) {
        this.stream = stream;
        this.name = name;
    }

    @Override
    public boolean mayBlock() {
        return !(stream instanceof ByteArrayOutputStream) && !(stream instanceof RecordStream);
    }

    @Override
    public void open() {}

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        write(stream, buffer, chunk);
        checkHidden();
    }

    /** Streams of characters, System.out among them, do not throw. What they would lose is better lost with a failure. */
    private void checkHidden() throws IOException {
        if (stream instanceof PrintStream hiding && hiding.checkError()) {
            throw new IOException("it can't be written; a PrintStream does not tell why");
        }
    }

    static void write(OutputStream stream, byte[] buffer, ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            int n = Math.min(buffer.length, chunk.remaining());
            chunk.get(buffer, 0, n);
            stream.write(buffer, 0, n);
        }
    }

    @Override
    public void close() throws IOException {
        stream.flush();
        checkHidden();
    }

    @Override
    public String describe() {
        return name;
    }
}
