package io.guestfs.appliance.drive;

import io.guestfs.appliance.report.ApplianceException;

/** Where a server for drives listens. */
public sealed interface DriveServer {
    /**
     * A host.
     *
     * @param host name or address, an IPv6 address without brackets
     * @param port number of the port; 0 for the usual one of the protocol
     */
    record Tcp(String host, int port) implements DriveServer {
        /** Host and port as a URL has them. */
        String authority(int usualPort) {
            String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
            int number = port == 0 ? usualPort : port;
            return number == 0 ? name : name + ":" + number;
        }

        @Override
        public String toString() {
            return authority(0);
        }
    }

    /**
     * A Unix socket of this host.
     *
     * @param path its path
     */
    record Unix(String path) implements DriveServer {
        @Override
        public String toString() {
            return ServerText.UNIX + path;
        }
    }

    /**
     * Reads a server in the words of the API.
     *
     * @param text {@code HOST}, {@code HOST:PORT}, {@code tcp:HOST:PORT} or {@code unix:PATH}; an IPv6 address with a port is
     *     in brackets
     * @return the server
     * @throws ApplianceException if it is none of these
     */
    static DriveServer parse(String text) throws ApplianceException {
        return ServerText.parse(text);
    }
}
