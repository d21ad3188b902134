package io.guestfs.appliance;

import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.report.LaunchListener;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.enxio.channels.NativeSelectorProvider;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/** A listening socket on which one qemu is awaited. The socket file is gone when the wait is over. */
final class ConnectionWait implements AutoCloseable {
    /** How often the listener is asked whether to give up. */
    private static final long GLANCE_MILLIS = 100;

    private final Path file;
    private final UnixServerSocketChannel server;
    private final AbstractSelector selector;
    /** Set while a wake-up is on its way, so that a flood of console output wakes once and not a million times. */
    private final AtomicBoolean woken = new AtomicBoolean();

    private final Object wakeLock = new Object();
    private boolean open = true;

    enum Why {
        CONNECTED,
        QEMU_ENDED,
        TIME_UP,
        ABORTED
    }

    record Outcome(Why why, @Nullable UnixSocketChannel channel) {}

    private ConnectionWait(Path file, UnixServerSocketChannel server, AbstractSelector selector) {
        this.file = file;
        this.server = server;
        this.selector = selector;
    }

    static ConnectionWait on(Path file) throws IOException {
        UnixServerSocketChannel server = ListeningSocket.open(file);
        try {
            AbstractSelector selector = NativeSelectorProvider.getInstance().openSelector();
            SelectionKey unused = server.register(selector, SelectionKey.OP_ACCEPT);
            return new ConnectionWait(file, server, selector);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Waits for the connection of this qemu, handing on console output meanwhile. An interrupt is kept for later. */
    Outcome await(ChildProcess qemu, ConsoleReader console, Duration limit, LaunchListener listener)
            throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        console.onData(this::wake);
        qemu.whenEnded(exit -> wake());
        try {
            while (true) {
                console.handOn(listener::applianceOutput);
                boolean alive = qemu.alive();
                // Accepting with the flag set would close the listening socket.
                interrupted |= Thread.interrupted();
                UnixSocketChannel channel = accept(qemu, listener);
                if (channel != null) {
                    return new Outcome(Why.CONNECTED, channel);
                }
                if (!alive) {
                    return new Outcome(Why.QEMU_ENDED, null);
                }
                if (listener.aborted()) {
                    return new Outcome(Why.ABORTED, null);
                }
                if (System.nanoTime() - deadline > 0) {
                    return new Outcome(Why.TIME_UP, null);
                }
                select();
            }
        } finally {
            console.onData(null);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void select() throws IOException {
        selector.selectedKeys().clear();
        selector.select(GLANCE_MILLIS);
        woken.set(false);
    }

    private @Nullable UnixSocketChannel accept(ChildProcess qemu, LaunchListener listener) throws IOException {
        selector.selectNow();
        if (selector.selectedKeys().isEmpty()) {
            return null;
        }
        UnixSocketChannel channel = server.accept();
        if (channel != null && !PeerCheck.comesFrom(qemu, channel, listener)) {
            channel.close();
            return null;
        }
        return channel;
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            synchronized (wakeLock) {
                if (open) {
                    selector.wakeup();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (wakeLock) {
            open = false;
            selector.close();
        }
        server.close();
        Files.deleteIfExists(file);
    }
}
