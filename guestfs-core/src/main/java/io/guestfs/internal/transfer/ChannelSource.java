package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.ChunkSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads a channel that belongs to the caller. It must be in blocking mode. */
final class ChannelSource implements ChunkSource, MayBlock {

    private final ReadableByteChannel channel;

    ChannelSource(ReadableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public void open() {}

    @Override
    public int read(ByteBuffer into) throws IOException {
        int n = channel.read(into);
        if (n == 0 && into.hasRemaining()) {
            throw new IOException("the channel is in non-blocking mode: a transfer needs one that blocks");
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
        return "<channel>";
    }
}
