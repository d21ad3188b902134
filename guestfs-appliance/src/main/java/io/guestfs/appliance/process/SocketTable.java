package io.guestfs.appliance.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Unix sockets of this host. */
public final class SocketTable {
    private static final Path SOCKETS_OF_THE_HOST = Path.of("/proc/net/unix");
    /** What stands in the flags of a socket that accepts connections. */
    private static final String LISTENING = "00010000";

    private SocketTable() {}

    /**
     * Tells whether a program accepts connections at a socket, without connecting to it: that might be all it waits for.
     *
     * @param socket the name of the socket
     * @return true if so
     */
    public static boolean listening(Path socket) {
        String end = " " + socket;
        try {
            // Not line by line through a channel, which an interrupt of this thread would close.
            return Files.readAllLines(SOCKETS_OF_THE_HOST, StandardCharsets.ISO_8859_1).stream()
                    .anyMatch(line -> line.endsWith(end) && line.contains(LISTENING));
        } catch (IOException e) {
            // Without that list the existence of the socket has to do.
            return Files.exists(socket);
        }
    }
}
