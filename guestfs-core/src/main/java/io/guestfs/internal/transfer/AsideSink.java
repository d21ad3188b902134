package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.ChunkSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadFactory;

/** A sink that is written by a thread of its own; when a chunk is not taken within a moment it says that it waits. */
final class AsideSink implements ChunkSink {

    private final ChunkSink sink;
    private final Cancellation cancellation;
    private final Aside aside;
    /** Not the caller's buffer, which is good only during one call. */
    private final ByteBuffer buffer = ByteBuffer.allocate(StreamSource.BUFFER);

    private boolean opened;
    private boolean waits;
    private boolean givenUp;

    AsideSink(ChunkSink sink, Cancellation cancellation, ThreadFactory threads) {
        this.sink = sink;
        this.cancellation = cancellation;
        this.aside = new Aside(threads);
    }

    @Override
    public void open() throws IOException {
        // What would be wrong with the file is told by the sink itself, when the first bytes are there.
        waits = false;
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        if (!waits) {
            buffer.clear().put(chunk.duplicate()).flip();
        }
        waits = true;
        if (aside.attempt(this::take) != null) {
            waits = false;
            chunk.position(chunk.limit());
        }
    }

    @Override
    public boolean waits() {
        return waits;
    }

    private int take() throws IOException {
        openOnce();
        sink.write(buffer);
        return 0;
    }

    private void openOnce() throws IOException {
        if (!opened) {
            opened = true;
            sink.open();
        }
    }

    @Override
    public void giveUp() {
        givenUp = true;
    }

    @Override
    public void close() throws IOException {
        // Asked here, because an interrupt does not show while the end is awaited.
        boolean unwanted = givenUp || cancellation.requested();
        aside.end(
                () -> {
                    if (!givenUp) {
                        openOnce();
                    }
                    sink.close();
                    return 0;
                },
                () -> unwanted || cancellation.requested());
    }

    @Override
    public String describe() {
        return sink.describe();
    }
}
