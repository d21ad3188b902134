package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.ChunkSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadFactory;

/** A source that is read by a thread of its own; when nothing comes for a moment it delivers no bytes. */
final class AsideSource implements ChunkSource {

    private final ChunkSource source;
    private final Aside aside;
    /** Not the caller's buffer: a read that nobody waits for any more may still fill it. */
    private final ByteBuffer buffer = ByteBuffer.allocate(StreamSource.BUFFER);

    /** Whether the buffer holds bytes for the caller. While it is filled, nobody but the other thread may look at it. */
    private boolean filled;

    private boolean opened;

    AsideSource(ChunkSource source, ThreadFactory threads) {
        this.source = source;
        this.aside = new Aside(threads);
    }

    @Override
    public void open() {}

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!filled) {
            Integer count = aside.attempt(this::fill);
            if (count == null) {
                return 0;
            }
            if (count < 0) {
                return -1;
            }
            buffer.flip();
            filled = true;
        }
        int size = Math.min(into.remaining(), buffer.remaining());
        into.put(buffer.slice(buffer.position(), size));
        buffer.position(buffer.position() + size);
        filled = buffer.hasRemaining();
        return size;
    }

    /** Opening belongs here too: a named pipe is open when somebody has opened its other end. */
    private int fill() throws IOException {
        if (!opened) {
            opened = true;
            source.open();
        }
        return source.read(buffer.clear());
    }

    @Override
    public void close() throws IOException {
        aside.end(
                () -> {
                    source.close();
                    return 0;
                },
                Cancellation.never());
    }

    @Override
    public long sizeHint() {
        return source.sizeHint();
    }

    @Override
    public String describe() {
        return source.describe();
    }
}
