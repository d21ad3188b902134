package io.guestfs.appliance.workdir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Making files with a mode that does not depend on the umask. */
public final class SafeModes {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private SafeModes() {}

    /**
     * Makes an empty file that only its owner can read and write. Fails if the name exists, as a link too.
     *
     * @param file the new file
     * @throws IOException if it exists or cannot be made
     */
    public static void createPrivateFile(Path file) throws IOException {
        // Only opened and closed: an interrupt ends other uses of a channel.
        Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)
                .close();
        require(file, "rw-------");
    }

    /** A odd umask takes bits away from the mode asked for; gives them back on something we have just made ourselves. */
    static void require(Path made, String mode) throws IOException {
        Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(mode);
        if (!Files.getPosixFilePermissions(made, LinkOption.NOFOLLOW_LINKS).equals(wanted)) {
            Files.getFileAttributeView(made, PosixFileAttributeView.class).setPermissions(wanted);
        }
    }
}
