package io.guestfs.appliance;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import jnr.unixsocket.UnixSocketChannel;

/**
 * A console over a socket. Once its descriptor is closed, the number may be that of somebody else's file a moment later: nothing is
 * done with it then.
 */
final class ConsoleLine {
    private final UnixSocketChannel channel;
    private boolean closed;

    /** Takes over a connected channel, which waits for bytes from now on. */
    ConsoleLine(UnixSocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(true);
    }

    /** What the guest writes. Closing it closes the socket. */
    InputStream input() {
        return new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public void close() throws IOException {
                ConsoleLine.this.close();
            }
        };
    }

    /** Writes a few bytes, which always fit in a socket. */
    synchronized void write(byte[] bytes) throws IOException {
        if (closed) {
            throw new IOException("the console has been closed");
        }
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining() && channel.write(left) >= 0) {
            // The socket takes what fits.
            Thread.onSpinWait();
        }
    }

    /** Lets a reader that waits go. */
    synchronized void hangUp() {
        try {
            if (!closed) {
                channel.shutdownInput();
            }
        } catch (IOException e) {
            // The other side is gone, as it should be.
            return;
        }
    }

    private synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }
}
