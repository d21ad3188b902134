package io.guestfs.appliance;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an appliance is started or reached. */
public sealed interface Backend {
    /**
     * The name of a backend as users write it.
     *
     * @return for instance {@code direct} or {@code unix:/run/guestfsd.sock}
     */
    String text();

    /** A qemu that is a child of this process. */
    record Direct() implements Backend {
        private static final String NAME = "direct";
        /** Its name before there were backends. */
        private static final String OLD_NAME = "appliance";

        @Override
        public String text() {
            return NAME;
        }
    }

    /**
     * A daemon that runs already and is none of our children.
     *
     * @param socket where it, or the qemu around it, listens
     */
    record Attached(Path socket) implements Backend {
        private static final String NAME = "unix";

        @Override
        public String text() {
            return NAME + ":" + socket;
        }
    }

    /**
     * A domain of libvirt.
     *
     * @param connection where libvirt is: a URI, {@code null} for where libvirt likes, or empty for the instance of this user
     */
    record Libvirt(String connection) implements Backend {
        private static final String NAME = "libvirt";
        private static final String LEFT_TO_LIBVIRT = "null";

        @Override
        public String text() {
            return connection.isEmpty() ? NAME : NAME + ":" + connection;
        }

        /**
         * The URI to connect to.
         *
         * @param root whether this process is root, which has the instance of the system
         * @return the URI; null leaves the choice to libvirt
         */
        public @Nullable String uri(boolean root) {
            if (connection.isEmpty()) {
                return root ? "qemu:///system" : "qemu:///session";
            }
            return connection.equals(LEFT_TO_LIBVIRT) ? null : connection;
        }
    }

    /**
     * Reads the name of a backend.
     *
     * @param text what a user wrote
     * @return empty if there is no such backend
     */
    static Optional<Backend> parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String argument = colon < 0 ? "" : text.substring(colon + 1);
        return switch (name) {
            case Direct.NAME, Direct.OLD_NAME -> Optional.of(new Direct());
            case Attached.NAME -> attached(argument);
            case Libvirt.NAME -> Optional.of(new Libvirt(argument));
            default -> Optional.empty();
        };
    }

    private static Optional<Backend> attached(String socket) {
        try {
            return socket.isEmpty() ? Optional.empty() : Optional.of(new Attached(Path.of(socket)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
