package io.guestfs.appliance.workdir;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;

/**
 * The appliance cache of one user. What is found under its name is looked at without following links and without changing
 * anything; only then is it used.
 */
final class CacheDirectory {
    private static final int FILE_TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int OTHERS_MAY_WRITE = 0022;

    private CacheDirectory() {}

    static Path open(Path base, int userId) throws ApplianceException {
        Path directory = base.toAbsolutePath().resolve(".guestfs-" + userId);
        try {
            create(directory);
            check(directory, userId);
            touch(directory);
            return directory;
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? base + " does not exist" : e.toString();
            throw ApplianceException.of(
                            LaunchPhase.DIRECTORIES, "the cache directory " + directory + " cannot be used: " + why)
                    .remedy("Set the cachedir of the handle, or LIBGUESTFS_CACHEDIR, to a directory you may write to.")
                    .cause(e)
                    .build();
        }
    }

    private static void create(Path directory) throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            return;
        }
        SafeModes.require(directory, "rwx------");
    }

    private static void check(Path directory, int userId) throws IOException, ApplianceException {
        Map<String, Object> attributes = Files.readAttributes(directory, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        int mode = number(attributes, "mode");
        int owner = number(attributes, "uid");
        if ((mode & FILE_TYPE) != DIRECTORY) {
            throw refused(directory, "it is not a directory (mode 0" + Integer.toOctalString(mode) + ")");
        }
        if (owner != userId) {
            throw refused(directory, "it belongs to user id " + owner + ", not to user id " + userId);
        }
        if ((mode & OTHERS_MAY_WRITE) != 0) {
            throw refused(directory, "its group or others may write to it (mode 0" + Integer.toOctalString(mode) + ")");
        }
    }

    private static int number(Map<String, Object> attributes, String name) throws IOException {
        if (attributes.get(name) instanceof Integer number) {
            return number;
        }
        throw new IOException("this file system does not tell the " + name + " of a file");
    }

    /** Tells cleaners of temporary directories that it is in use. Failure does no harm. */
    private static void touch(Path directory) {
        BasicFileAttributeView view =
                Files.getFileAttributeView(directory, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        FileTime now = FileTime.from(Instant.now());
        try {
            view.setTimes(now, now, null);
        } catch (IOException e) {
            return;
        }
    }

    private static ApplianceException refused(Path directory, String why) {
        return ApplianceException.of(
                        LaunchPhase.DIRECTORIES, "the cache directory " + directory + " is not safe: " + why)
                .remedy("An appliance from there could run anybody's code. Look at it, remove it, and try again.")
                .build();
    }
}
