package io.guestfs.appliance;

import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.report.LaunchListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket to which qemu connects its monitor. It does so before it connects to the daemon socket, so nobody has to wait
 * here. The socket file is gone when the door is closed.
 */
final class MonitorDoor implements AutoCloseable {
    private final Path file;
    private final UnixServerSocketChannel server;

    private MonitorDoor(Path file, UnixServerSocketChannel server) {
        this.file = file;
        this.server = server;
    }

    static MonitorDoor on(Path file) throws IOException {
        return new MonitorDoor(file, ListeningSocket.open(file));
    }

    /** The connection of this qemu; null if it has not connected. Does not wait. An interrupt is kept for later. */
    @Nullable
    UnixSocketChannel enter(ChildProcess qemu, LaunchListener listener) throws IOException {
        // Accepting with the flag set would close the listening socket.
        boolean interrupted = Thread.interrupted();
        try {
            UnixSocketChannel channel = server.accept();
            while (channel != null && !PeerCheck.comesFrom(qemu, channel, listener)) {
                channel.close();
                channel = server.accept();
            }
            return channel;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(file);
    }
}
