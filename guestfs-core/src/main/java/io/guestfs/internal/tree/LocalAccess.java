package io.guestfs.internal.tree;

import io.guestfs.appliance.workdir.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Owner, permissions and time of files that come from a guest, as tar would set them: root gets owners and permissions
 * as they were, others keep what they make and have their umask. The bits for set-user-id, set-group-id and sticky are
 * only set on request.
 *
 * @param asRoot whether owners can be given away
 * @param umask the permissions that nobody gets
 * @param specialBits whether set-user-id, set-group-id and sticky are kept
 */
record LocalAccess(boolean asRoot, int umask, boolean specialBits) {

    private static final int ALL = 0777;
    private static final int SPECIAL = 07000;
    private static final int USUAL_UMASK = 022;
    private static final String UMASK_LINE = "Umask:";

    /** What this process may and wants. */
    static LocalAccess ofThisProcess(boolean specialBits) {
        boolean root = Owner.effectiveUserId() == 0;
        return new LocalAccess(root, root ? 0 : currentUmask(), specialBits);
    }

    /** There is no call that only asks for the umask, and setting it would hit other threads. */
    private static int currentUmask() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(UMASK_LINE)) {
                    return Integer.parseInt(line.substring(UMASK_LINE.length()).strip(), 8);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Without /proc the usual one is the safe guess.
            return USUAL_UMASK;
        }
        return USUAL_UMASK;
    }

    /** Settles a file or directory, which must not be a link. */
    void apply(Path path, TarArchiveEntry entry) throws IOException {
        // First of all: for this Java opens the file, which its owner may not be allowed to read afterwards.
        Files.setLastModifiedTime(path, time(entry));
        applyWithoutTime(path, entry);
    }

    /** Settles what must not be opened, as Java would to set the time: a pipe would wait, a device would do something. */
    void applyWithoutTime(Path path, TarArchiveEntry entry) throws IOException {
        own(path, entry);
        int mode = entry.getMode() & ~umask;
        if (specialBits && (mode & SPECIAL) != 0) {
            // Last of all, because the kernel takes them away when the owner changes.
            Files.setAttribute(path, "unix:mode", mode & (SPECIAL | ALL));
        } else {
            Files.setPosixFilePermissions(path, permissions(mode & ALL));
        }
    }

    /** Settles a symbolic link itself. */
    void applyToLink(Path path, TarArchiveEntry entry) throws IOException {
        own(path, entry);
        FileTime time = time(entry);
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, time, null);
    }

    private void own(Path path, TarArchiveEntry entry) throws IOException {
        if (asRoot) {
            Files.setAttribute(path, "unix:uid", (int) entry.getLongUserId(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", (int) entry.getLongGroupId(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static FileTime time(TarArchiveEntry entry) {
        return entry.getLastModifiedTime();
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighest = PosixFilePermission.values();
        for (int i = 0; i < fromHighest.length; i++) {
            if ((mode >> (fromHighest.length - 1 - i) & 1) != 0) {
                permissions.add(fromHighest[i]);
            }
        }
        return permissions;
    }
}
