package io.guestfs.appliance;

import io.guestfs.appliance.libvirt.HostCapabilities.QemuUser;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Lets the user that libvirt runs qemu as pass through directories of ours. It gets the right to pass, by its group, and none to list;
 * what lies in them keeps its own rights. Only root can do that, and only root needs it: others have qemu run as themselves.
 */
final class QemuUserAccess {
    private static final int OTHERS_MAY_PASS = 0001;
    private static final int GROUP_MAY_PASS = 0010;

    private final QemuUser user;

    QemuUserAccess(QemuUser user) {
        this.user = user;
    }

    /** Opens a directory to the user, unless it is open. */
    void open(Path directory) throws ApplianceException {
        try {
            int mode = number(directory, "mode");
            boolean ours = number(directory, "gid") == user.gid();
            if ((mode & OTHERS_MAY_PASS) != 0 || (ours && (mode & GROUP_MAY_PASS) != 0)) {
                return;
            }
            if (!ours) {
                Files.setAttribute(directory, "unix:gid", user.gid());
            }
            Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
            rights.removeIf(right -> right.name().startsWith("GROUP_"));
            rights.add(PosixFilePermission.GROUP_EXECUTE);
            Files.setPosixFilePermissions(directory, rights);
        } catch (IOException e) {
            throw ApplianceException.of(
                            LaunchPhase.DIRECTORIES,
                            "the directory " + directory + " can't be opened to the group " + user.gid()
                                    + " that libvirt runs qemu with: " + e)
                    .remedy("Use a directory on a local file system, or the backend \"direct\".")
                    .cause(e)
                    .build();
        }
    }

    /** Lets the user connect to a socket, and nobody else but us. */
    void share(Path socket) throws ApplianceException {
        try {
            Files.setAttribute(socket, "unix:gid", user.gid());
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        } catch (IOException e) {
            throw ApplianceException.of(
                            LaunchPhase.DRIVES,
                            "the socket " + socket + " can't be given to the group " + user.gid()
                                    + " that libvirt runs qemu with: " + e)
                    .cause(e)
                    .build();
        }
    }

    private static int number(Path directory, String attribute) throws IOException {
        if (Files.getAttribute(directory, "unix:" + attribute) instanceof Integer number) {
            return number;
        }
        throw new IOException("this file system does not tell the " + attribute + " of a file");
    }

    /** A copy that libvirt may give to its user: the file itself serves other launches at the same time. */
    Path ownCopy(Path file, Path directory) throws ApplianceException {
        Path copy = directory.resolve(String.valueOf(file.getFileName()));
        try {
            Files.deleteIfExists(copy);
            return Files.copy(file, copy);
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.DIRECTORIES, file + " can't be copied to " + directory + ": " + e)
                    .remedy("Check the space in that file system.")
                    .cause(e)
                    .build();
        }
    }
}
