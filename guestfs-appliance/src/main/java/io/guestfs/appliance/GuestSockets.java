package io.guestfs.appliance;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jnr.unixsocket.Credentials;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The two sockets on which the qemu of a domain is awaited. We did not start it, so it is known by its user only: others can't enter
 * the directory either. The files are gone when this is closed.
 */
final class GuestSockets implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000_000;

    private final Path console;
    private final Path daemon;
    private final UnixServerSocketChannel consoleDoor;
    private final UnixServerSocketChannel daemonDoor;

    private GuestSockets(
            Path console, Path daemon, UnixServerSocketChannel consoleDoor, UnixServerSocketChannel daemonDoor) {
        this.console = console;
        this.daemon = daemon;
        this.consoleDoor = consoleDoor;
        this.daemonDoor = daemonDoor;
    }

    static GuestSockets in(WorkDirectories directories) throws IOException, ApplianceException {
        Path console = SocketPath.ofConsole(directories);
        Path daemon = SocketPath.ofDaemon(directories);
        UnixServerSocketChannel first = ListeningSocket.open(console);
        try {
            return new GuestSockets(console, daemon, first, ListeningSocket.open(daemon));
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }

    Path console() {
        return console;
    }

    Path daemon() {
        return daemon;
    }

    /** The connection for the console; null if it does not come. */
    @Nullable
    UnixSocketChannel acceptConsole(Set<Integer> users, LaunchListener listener, BooleanSupplier enough)
            throws IOException {
        return accept(consoleDoor, users, listener, enough);
    }

    /** The connection for the daemon; null if it does not come. */
    @Nullable
    UnixSocketChannel acceptDaemon(Set<Integer> users, LaunchListener listener, BooleanSupplier enough)
            throws IOException {
        return accept(daemonDoor, users, listener, enough);
    }

    private static @Nullable UnixSocketChannel accept(
            UnixServerSocketChannel door, Set<Integer> users, LaunchListener listener, BooleanSupplier enough)
            throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                // Accepting with the flag set would close the listening socket.
                interrupted |= Thread.interrupted();
                boolean last = enough.getAsBoolean();
                UnixSocketChannel channel = next(door, users, listener);
                if (channel != null || last) {
                    return channel;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The next connection that is welcome; null if there is none now. */
    private static @Nullable UnixSocketChannel next(
            UnixServerSocketChannel door, Set<Integer> users, LaunchListener listener) throws IOException {
        UnixSocketChannel channel = door.accept();
        while (channel != null && !comesFrom(users, channel, listener)) {
            channel.close();
            channel = door.accept();
        }
        return channel;
    }

    private static boolean comesFrom(Set<Integer> users, UnixSocketChannel channel, LaunchListener listener)
            throws IOException {
        Credentials peer = channel.getOption(UnixSocketOptions.SO_PEERCRED);
        boolean known = peer == null || users.contains(peer.getUid());
        if (!known) {
            listener.debug("process " + peer.getPid() + " of user " + peer.getUid()
                    + ", which is not the user of qemu, connected to a socket of ours; turned away");
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        try (daemonDoor;
                consoleDoor) {
            Files.deleteIfExists(console);
            Files.deleteIfExists(daemon);
        }
    }
}
