package io.guestfs.appliance.qmp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jnr.constants.platform.Errno;
import jnr.enxio.channels.Native;
import jnr.enxio.channels.NativeSelectorProvider;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Lines over the socket of a monitor. One thread reads and gives the socket back at the end; any thread writes or says that it is
 * over.
 */
final class QmpSocket {
    /** The longest answer, the description of all commands, has some hundred thousand bytes. */
    static final int LONGEST_LINE = 4 << 20;

    /** Stands for no open file. */
    static final int NO_DESCRIPTOR = -1;

    private static final int READ_SIZE = 8 << 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final UnixSocketChannel channel;
    private final AbstractSelector selector;
    private final int descriptor;
    private final ByteBuffer received = ByteBuffer.allocate(READ_SIZE).flip();
    /** Held while something is written, so that the descriptor is not given back under it. */
    private final Object writing = new Object();

    private volatile boolean over;
    private boolean released;

    QmpSocket(UnixSocketChannel channel) throws IOException {
        this.channel = channel;
        this.descriptor = channel.getFD();
        channel.configureBlocking(false);
        this.selector = NativeSelectorProvider.getInstance().openSelector();
        try {
            SelectionKey unused = channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            selector.close();
            throw e;
        }
    }

    /** The next line without its end; null when nothing more comes, or it is over. */
    @Nullable
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (received.hasRemaining()) {
                byte next = received.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(next);
            }
            if (line.size() > LONGEST_LINE) {
                throw new QmpException("a line of the monitor does not end after " + line.size() + " bytes");
            }
            if (!fill()) {
                return null;
            }
        }
    }

    private boolean fill() throws IOException {
        while (!over) {
            received.clear();
            int count = Native.read(descriptor, received);
            received.flip();
            if (count >= 0) {
                return count > 0;
            }
            failUnlessWouldBlock("reading from");
            selector.selectedKeys().clear();
            selector.select();
        }
        return false;
    }

    /**
     * Writes a line; what is written takes no longer than this, and is not cut off unless it fails.
     *
     * @param descriptor an open file that goes with the line; {@link #NO_DESCRIPTOR} for none
     */
    void writeLine(byte[] text, int descriptor, long deadlineNanos) throws IOException {
        int beside = descriptor;
        ByteBuffer bytes =
                ByteBuffer.allocate(text.length + 1).put(text).put((byte) '\n').flip();
        synchronized (writing) {
            while (bytes.hasRemaining()) {
                if (over || released) {
                    throw new QmpException("the monitor of qemu is gone");
                }
                if (write(bytes, beside) > 0) {
                    // It went with the first bytes.
                    beside = NO_DESCRIPTOR;
                } else {
                    pauseUntil(deadlineNanos);
                }
            }
        }
    }

    /** Writes something; zero if the socket takes nothing now. */
    private int write(ByteBuffer bytes, int beside) throws IOException {
        if (beside != NO_DESCRIPTOR) {
            return DescriptorMessage.send(descriptor, bytes, beside);
        }
        int count = Native.write(descriptor, bytes);
        if (count < 0) {
            failUnlessWouldBlock("writing to");
        }
        return Math.max(0, count);
    }

    private void pauseUntil(long deadlineNanos) throws QmpException {
        if (System.nanoTime() - deadlineNanos > 0) {
            // Half a command may be on its way, and nobody can take it back.
            over();
            throw new QmpException("qemu takes no commands through its monitor");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Ends reading and writing, from any thread. */
    void over() {
        synchronized (writing) {
            over = true;
            if (!released) {
                selector.wakeup();
            }
        }
    }

    /** Gives the socket back; for the thread that reads, when it has done so for the last time. */
    void release() throws IOException {
        synchronized (writing) {
            over = true;
            if (released) {
                return;
            }
            released = true;
            try (channel) {
                selector.close();
            }
        }
    }

    private static void failUnlessWouldBlock(String what) throws IOException {
        Errno error = Native.getLastError();
        if (error != Errno.EAGAIN && error != Errno.EWOULDBLOCK) {
            throw new IOException(what + " the monitor of qemu failed: " + error.description());
        }
    }
}
