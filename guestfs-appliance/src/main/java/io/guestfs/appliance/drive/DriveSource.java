package io.guestfs.appliance.drive;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the bytes of a drive come from. */
public sealed interface DriveSource {
    /**
     * The name the caller gave, for messages and listings.
     *
     * @return the name as given, not made absolute
     */
    String given();

    /**
     * A file or block device of this host.
     *
     * @param given the name as the caller gave it
     */
    record File(String given) implements DriveSource {}

    /**
     * An empty disk that lives as long as the handle.
     *
     * @param sizeBytes its size in bytes, more than 0
     */
    record Scratch(long sizeBytes) implements DriveSource {
        @Override
        public String given() {
            return "scratch disk of " + sizeBytes + " bytes";
        }
    }

    /** {@code /dev/null}: a tiny empty disk, for those who need the appliance but no drive. */
    record NullDevice() implements DriveSource {
        @Override
        public String given() {
            return "/dev/null";
        }
    }

    /**
     * A drive that a server has.
     *
     * @param protocol how it is spoken to
     * @param given its name there, as the caller gave it; what it means depends on the protocol
     * @param servers where it listens
     * @param username who logs in; null for nobody
     * @param secret password or key; null for none
     */
    record Network(
            NetworkProtocol protocol,
            String given,
            List<DriveServer> servers,
            @Nullable String username,
            @Nullable String secret)
            implements DriveSource {
        /** Copies the list. */
        public Network {
            servers = List.copyOf(servers);
        }

        /** For messages; the secret is not in it. */
        @Override
        public String toString() {
            String where = servers.stream().map(Object::toString).collect(Collectors.joining(", "));
            return "the " + protocol.word() + " drive \"" + given + "\"" + (where.isEmpty() ? "" : " at " + where);
        }
    }
}
