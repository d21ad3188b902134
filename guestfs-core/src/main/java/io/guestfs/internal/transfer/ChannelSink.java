package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.ChunkSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes a channel that belongs to the caller. It must be in blocking mode. */
final class ChannelSink implements ChunkSink, MayBlock {

    private final WritableByteChannel channel;
    private final String name;

    ChannelSink(WritableByteChannel channel, String name) {
        this.channel = channel;
        this.name = name;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public void open() {}

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            if (channel.write(chunk) == 0) {
                throw new IOException("the channel is in non-blocking mode: a transfer needs one that blocks");
            }
        }
    }

    @Override
    public void close() {}

    @Override
    public String describe() {
        return name;
    }
}
