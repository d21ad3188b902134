package io.guestfs.appliance;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The limit on names of Unix sockets. */
public final class SocketPath {
    /** The field of the kernel holds 108 bytes, the last of which must be zero. */
    private static final int LONGEST = 107;

    private SocketPath() {}

    /**
     * The name under which a launch listens for the daemon.
     *
     * @param directories give the directory, which is made now if it does not exist
     * @return the name; nothing listens there yet
     * @throws ApplianceException if the directory cannot be made, or the name is longer than the system allows
     */
    public static Path ofDaemon(WorkDirectories directories) throws ApplianceException {
        return named(directories.sockets(), "guestfsd.sock");
    }

    /** The name under which a launch listens for the monitor. */
    static Path ofMonitor(WorkDirectories directories) throws ApplianceException {
        return named(directories.sockets(), "qmp.sock");
    }

    /** The name under which passt waits for qemu. */
    static Path ofPasst(WorkDirectories directories) throws ApplianceException {
        return named(directories.socketsOf(Passt.USER), "passt.sock");
    }

    /** The name under which a launch listens for the console, where that is a socket. */
    static Path ofConsole(WorkDirectories directories) throws ApplianceException {
        return named(directories.sockets(), "console.sock");
    }

    private static Path named(Path directory, String name) throws ApplianceException {
        return checked(directory.resolve(name), "Set XDG_RUNTIME_DIR to a directory with a shorter name.");
    }

    static Path checked(Path socket, String remedy) throws ApplianceException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST) {
            throw ApplianceException.of(
                            LaunchPhase.DIRECTORIES,
                            "the socket name " + socket + " has " + length + " bytes, but the system allows only "
                                    + LONGEST)
                    .remedy(remedy)
                    .build();
        }
        return socket;
    }
}
