package io.guestfs.internal.mountlocal;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Directories of the local machine that can be mounted on. */
final class MountPoint {

    private static final String CALL = "mount_local";
    private static final ErrorNumber ENOTEMPTY = new ErrorNumber(39, "ENOTEMPTY");

    private MountPoint() {}

    /** Checks a directory before FUSE does, whose words nobody but the terminal would see. Gives its true path. */
    static String check(String directory, MountOptions options) {
        try {
            Path path = Path.of(directory).toRealPath();
            if (!Files.isDirectory(path)) {
                throw refused(directory, "is not a directory", ErrorNumber.ENOTDIR);
            }
            if (!options.asksFor("nonempty") && !isEmpty(path)) {
                throw refused(
                        directory,
                        "is not empty, and what it holds would be hidden; take another directory, or pass the option"
                                + " nonempty",
                        ENOTEMPTY);
            }
            return path.toString();
        } catch (NoSuchFileException e) {
            throw refused(directory, "does not exist; make it first", ErrorNumber.ENOENT);
        } catch (IOException | InvalidPathException e) {
            throw refused(directory, "can't be looked at: " + e.getMessage(), ErrorNumber.EINVAL);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    private static InvalidArgumentException refused(String directory, String why, ErrorNumber errno) {
        return new InvalidArgumentException(CALL, "the local directory '" + directory + "' " + why, errno);
    }
}
