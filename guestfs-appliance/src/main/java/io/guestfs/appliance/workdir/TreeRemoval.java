package io.guestfs.appliance.workdir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Removes a directory and what is in it; goes by open directories and not by names, so nothing planted leads it astray. */
final class TreeRemoval {

    private TreeRemoval() {}

    /** Removes what it can, if the directory is the one with this identity. */
    static void remove(Path directory, @Nullable Object identity) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            if (!(stream instanceof SecureDirectoryStream<Path> opened) || !isIt(opened, identity)) {
                return;
            }
            empty(opened);
            // Takes no directory that is not empty; a link that was put here this very moment would go, and not its
            // target.
            Files.deleteIfExists(directory);
        } catch (IOException | DirectoryIteratorException e) {
            // Only temporary data is left behind, in a directory nobody else can enter.
            return;
        }
    }

    private static boolean isIt(SecureDirectoryStream<Path> opened, @Nullable Object identity) throws IOException {
        Object key = opened.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        return Objects.equals(key, identity);
    }

    private static int empty(SecureDirectoryStream<Path> directory) {
        int left = 0;
        for (Path entry : directory) {
            Path name = entry.getFileName();
            try {
                remove(directory, name);
            } catch (IOException | DirectoryIteratorException e) {
                // The others can still go, and then their directory stays.
                left++;
            }
        }
        return left;
    }

    private static void remove(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        boolean directory = parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
        if (!directory) {
            parent.deleteFile(name);
            return;
        }
        try (SecureDirectoryStream<Path> inside = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            if (empty(inside) > 0) {
                throw new DirectoryNotEmptyException(name.toString());
            }
        }
        parent.deleteDirectory(name);
    }
}
