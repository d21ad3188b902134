package io.guestfs.appliance;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import jnr.constants.platform.Errno;
import jnr.enxio.channels.Native;
import jnr.enxio.channels.NativeSelectorProvider;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The byte stream to the daemon. One thread at a time reads and writes; {@link #abort(String)} and {@link #close()} may be called
 * from any thread and end a read or write that is waiting within milliseconds. An interrupt of the waiting thread neither ends the
 * wait nor closes anything: the flag is set again afterwards. Direct buffers are the fast ones.
 */
public final class DaemonSocket implements AutoCloseable {
    private static final String CLOSED = "the connection to the appliance has been closed";

    private final UnixSocketChannel channel;
    private final AbstractSelector selector;
    private final SelectionKey key;
    private final int descriptor;
    private final ReadAhead ahead = new ReadAhead();
    /** Held while the descriptor is in use, so that closing cannot pull it away from under a system call. */
    private final ReentrantLock inUse = new ReentrantLock();
    /** Guards waking the selector against its being closed. */
    private final Object wakeLock = new Object();

    private volatile @Nullable String abortReason;
    private volatile @Nullable String peerLost;
    private volatile @Nullable Runnable interruptHook;
    private volatile @Nullable Runnable nudgeHook;
    /** True from a nudge until its hook runs, so that a flood of nudges wakes once: the pipe behind a wake-up is not endless. */
    private final AtomicBoolean nudged = new AtomicBoolean();

    private boolean selectorOpen = true;

    /** Takes over a connected channel, which is closed with this object, or now if it can't be watched. */
    static DaemonSocket over(UnixSocketChannel channel) throws IOException {
        try {
            return new DaemonSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private DaemonSocket(UnixSocketChannel channel) throws IOException {
        this.channel = channel;
        this.descriptor = channel.getFD();
        channel.configureBlocking(false);
        this.selector = NativeSelectorProvider.getInstance().openSelector();
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /** How long a read or write may wait. Asked before each wait, with the interrupt flag of the thread as it is. */
    @FunctionalInterface
    public interface WaitLimit {
        /** Waits as long as it takes. */
        WaitLimit NONE = () -> 0;

        /**
         * Tells how long to wait before asking again; must not block.
         *
         * @return milliseconds, or 0 for no limit
         * @throws IOException to give the wait up; what was not read or written yet can be read or written later
         */
        long millis() throws IOException;
    }

    /**
     * Reads what is there, waiting for the first byte as long as it takes.
     *
     * @param into where to put it; must have room
     * @return how many bytes were read, at least 1, or -1 at the end of the stream
     * @throws IOException if the wait was aborted, the socket closed, or qemu ended; the message says which
     */
    public int read(ByteBuffer into) throws IOException {
        return read(into, WaitLimit.NONE);
    }

    /**
     * Reads what is there, waiting for the first byte.
     *
     * @param into where to put it; must have room
     * @param limit how long to wait
     * @return how many bytes were read, at least 1, or -1 at the end of the stream
     * @throws IOException if the wait was aborted, the socket closed, or qemu ended; the message says which
     */
    public int read(ByteBuffer into, WaitLimit limit) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("there is no room in the buffer that should be read into");
        }
        inUse.lock();
        try {
            while (true) {
                failIfAborted();
                if (ahead.waiting()) {
                    return ahead.take(into);
                }
                String lost = peerLost;
                int count = Native.read(descriptor, into);
                if (count > 0) {
                    return count;
                }
                if (count == 0) {
                    return -1;
                }
                failUnlessWouldBlock("reading from");
                // Read once more after the loss was known, and nothing is left: no more will come.
                failIfLost(lost);
                await(SelectionKey.OP_READ, limit);
            }
        } finally {
            inUse.unlock();
        }
    }

    /**
     * Tells whether a read would return at once.
     *
     * @return true if there are bytes, or the stream has ended
     * @throws IOException if the socket was aborted or closed
     */
    public boolean readable() throws IOException {
        inUse.lock();
        try {
            failIfAborted();
            if (ahead.waiting()) {
                return true;
            }
            key.interestOps(SelectionKey.OP_READ);
            selector.selectedKeys().clear();
            selector.selectNow();
            failIfAborted();
            return !selector.selectedKeys().isEmpty() || peerLost != null;
        } finally {
            inUse.unlock();
        }
    }

    /**
     * Writes all of it, waiting as long as the other side takes nothing.
     *
     * @param bytes what to write; empty afterwards
     * @throws IOException if the wait was aborted, the socket closed, or the other side is gone
     */
    public void write(ByteBuffer bytes) throws IOException {
        write(bytes, WaitLimit.NONE);
    }

    /**
     * Writes all of it, waiting while the other side takes nothing.
     *
     * @param bytes what to write; empty afterwards, unless the limit gave the wait up
     * @param limit how long to wait
     * @throws IOException if the wait was aborted, the socket closed, or the other side is gone
     */
    public void write(ByteBuffer bytes, WaitLimit limit) throws IOException {
        inUse.lock();
        try {
            while (bytes.hasRemaining()) {
                failIfAborted();
                failIfLost(peerLost);
                int count = Native.write(descriptor, bytes);
                if (count < 0) {
                    failUnlessWouldBlock("writing to");
                    awaitRoom(limit);
                }
            }
        } finally {
            inUse.unlock();
        }
    }

    /**
     * Looks whether the socket can still be used, without waiting for anything.
     *
     * @throws IOException if it was aborted or closed, or qemu has ended
     */
    public void check() throws IOException {
        failIfAborted();
        failIfLost(peerLost);
    }

    /**
     * Ends waiting reads and writes and makes later ones fail. The first reason given stays.
     *
     * @param reason why; it becomes the message of the exception that the waiting thread gets
     */
    public void abort(String reason) {
        synchronized (wakeLock) {
            if (abortReason == null) {
                abortReason = reason;
                wake();
            }
        }
    }

    /**
     * Says what to run, once, when the thread that waits here is interrupted. It runs on the waiting thread and must not block.
     *
     * @param hook what to run; null for nothing
     */
    public void onInterrupt(@Nullable Runnable hook) {
        interruptHook = hook;
    }

    /**
     * Says what to run on the waiting thread after {@link #nudge()}.
     *
     * @param hook what to run; null for nothing
     */
    public void onNudge(@Nullable Runnable hook) {
        nudgeHook = hook;
    }

    /** Has the thread that waits here, if there is one, run the hook of {@link #onNudge} and wait on. May be called from any thread. */
    public void nudge() {
        if (nudged.compareAndSet(false, true)) {
            synchronized (wakeLock) {
                wake();
            }
        }
    }

    /** Ends waiting reads and writes, then closes the socket. May be called again. */
    @Override
    public void close() {
        abort(CLOSED);
        inUse.lock();
        try {
            synchronized (wakeLock) {
                if (!selectorOpen) {
                    return;
                }
                selectorOpen = false;
            }
            closeQuietly(selector);
            closeQuietly(channel);
        } finally {
            inUse.unlock();
        }
    }

    /**
     * The process at the other end is gone. What it wrote before can still be read; then reads fail even if somebody else holds
     * the other end of the socket open.
     */
    void peerLost(String reason) {
        synchronized (wakeLock) {
            if (peerLost == null) {
                peerLost = reason;
                wake();
            }
        }
    }

    private void wake() {
        if (selectorOpen) {
            selector.wakeup();
        }
    }

    /** Waits until something can be written, and looks meanwhile whether the other side has hung up. */
    private void awaitRoom(WaitLimit limit) throws IOException {
        await(ahead.satisfied() ? SelectionKey.OP_WRITE : SelectionKey.OP_WRITE | SelectionKey.OP_READ, limit);
        if (key.isReadable() && !ahead.satisfied() && !ahead.fill(descriptor)) {
            throw new EOFException("the appliance has closed its end of the connection");
        }
    }

    private void await(int operation, WaitLimit limit) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                // Before waiting, because a glance in between may have used up the wake-up; hooks may also close this
                // socket.
                runNudgeHook();
                failIfAborted();
                if (interrupted) {
                    // Whoever sets the limit may want to know.
                    Thread.currentThread().interrupt();
                }
                long millis = limit.millis();
                interrupted |= Thread.interrupted();
                // Each time, because a hook may let others look at this socket.
                key.interestOps(operation);
                selector.selectedKeys().clear();
                selector.select(millis);
                if (Thread.interrupted()) {
                    interrupted = true;
                    runInterruptHook();
                }
                failIfAborted();
                if (!selector.selectedKeys().isEmpty() || peerLost != null) {
                    return;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void runInterruptHook() {
        Runnable hook = interruptHook;
        if (hook != null) {
            hook.run();
        }
    }

    /** The descriptor is not in use meanwhile: the hook may wait for somebody who is about to close this socket. */
    private void runNudgeHook() {
        Runnable hook = nudgeHook;
        if (nudged.getAndSet(false) && hook != null) {
            inUse.unlock();
            try {
                hook.run();
            } finally {
                inUse.lock();
            }
        }
    }

    private void failIfAborted() throws IOException {
        String reason = abortReason;
        if (reason != null) {
            throw new IOException(reason);
        }
    }

    private static void failIfLost(@Nullable String reason) throws IOException {
        if (reason != null) {
            throw new EOFException(reason);
        }
    }

    private static void failUnlessWouldBlock(String what) throws IOException {
        Errno error = Native.getLastError();
        if (error != Errno.EAGAIN && error != Errno.EWOULDBLOCK) {
            throw new IOException(what + " the appliance failed: " + error.description());
        }
    }

    private static void closeQuietly(java.nio.channels.Channel closing) {
        try {
            closing.close();
        } catch (IOException e) {
            // Nothing can be done about it, and nothing depends on it.
            return;
        }
    }

    private static void closeQuietly(AbstractSelector closing) {
        try {
            closing.close();
        } catch (IOException e) {
            return;
        }
    }
}
