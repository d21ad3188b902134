package io.guestfs.appliance.workdir;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

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

    /**
     * Makes a directory that only its owner can enter, unless it is there, and then it must be one and be empty.
     *
     * @param directory the directory, in one that nobody else can enter
     * @throws IOException if it cannot be made, or something else is there
     */
    public static void createEmptyDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            require(directory, "rwx------");
        }
        try (Stream<Path> inside = Files.list(directory)) {
            if (inside.findAny().isPresent()) {
                throw new FileAlreadyExistsException(directory + " is not empty");
            }
        }
    }

    /**
     * Takes a socket away from everybody but its owner.
     *
     * @param socket a socket that was just made in a private directory
     * @throws IOException if that fails
     */
    public static void makePrivate(Path socket) throws IOException {
        require(socket, "rw-------");
    }

    /** A odd umask takes bits away from the mode asked for; gives them back on something we have just made ourselves. */
    static void require(Path made, String mode) throws IOException {
        Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(mode);
        if (!Files.getPosixFilePermissions(made, LinkOption.NOFOLLOW_LINKS).equals(wanted)) {
            Files.getFileAttributeView(made, PosixFileAttributeView.class).setPermissions(wanted);
        }
    }
}
