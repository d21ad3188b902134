package io.guestfs.appliance;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The limit on names of Unix sockets. */
final class SocketPath {
    /** The field of the kernel holds 108 bytes, the last of which must be zero. */
    private static final int LONGEST = 107;

    private SocketPath() {}

    static Path checked(Path socket) throws ApplianceException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST) {
            throw ApplianceException.of(
                            LaunchPhase.DIRECTORIES,
                            "the socket name " + socket + " has " + length + " bytes, but the system allows only "
                                    + LONGEST)
                    .remedy("Set XDG_RUNTIME_DIR to a directory with a shorter name.")
                    .build();
        }
        return socket;
    }
}
