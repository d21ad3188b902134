package io.guestfs.appliance;

import io.guestfs.appliance.workdir.SafeModes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;

/** A socket of a launch on which one qemu is awaited; others than its owner can't connect. */
final class ListeningSocket {
    private ListeningSocket() {}

    /** Listens without blocking. Whoever closes the channel removes the file. */
    static UnixServerSocketChannel open(Path file) throws IOException {
        // Left by an earlier launch of the same handle; the directory is ours alone.
        Files.deleteIfExists(file);
        UnixServerSocketChannel server = UnixServerSocketChannel.open();
        try {
            server.configureBlocking(false);
            server.socket().bind(new UnixSocketAddress(file.toFile()), 1);
            SafeModes.makePrivate(file);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }
}
