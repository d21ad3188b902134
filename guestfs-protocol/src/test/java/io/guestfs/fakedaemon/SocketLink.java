package io.guestfs.fakedaemon;

import io.guestfs.protocol.frame.DaemonLink;
import io.guestfs.protocol.frame.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A link over a Unix socket; closing it from any thread ends a read or write that is blocked. */
public final class SocketLink implements DaemonLink {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    /** Takes over a connected channel. */
    public SocketLink(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0);
    }

    /** Connects to a listening socket. */
    public static SocketLink connect(Path socket) throws IOException {
        return new SocketLink(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    int read(ByteBuffer into) throws IOException {
        return read(into, Patience.endless());
    }

    @Override
    public int read(ByteBuffer into, Patience patience) throws IOException {
        int size = channel.read(into);
        while (size == 0) {
            select(SelectionKey.OP_READ, patience);
            size = channel.read(into);
        }
        return size;
    }

    @Override
    public boolean readable() throws IOException {
        return select(SelectionKey.OP_READ, null);
    }

    void write(ByteBuffer bytes) throws IOException {
        write(bytes, Patience.endless());
    }

    @Override
    public void write(ByteBuffer bytes, Patience patience) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                select(SelectionKey.OP_WRITE, patience);
            }
        }
    }

    @Override
    public void check() throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            selector.wakeup();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean select(int operation, @Nullable Patience patience) throws IOException {
        try {
            key.interestOps(operation);
            boolean ready = (patience == null ? selector.selectNow() : selector.select(patience.millis())) > 0;
            selector.selectedKeys().clear();
            return ready;
        } catch (ClosedSelectorException | CancelledKeyException e) {
            AsynchronousCloseException closed = new AsynchronousCloseException();
            closed.initCause(e);
            throw closed;
        }
    }
}
