package io.guestfs.appliance.workdir;

import io.guestfs.appliance.process.Watchdog;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A directory only its owner can enter, under a name nobody can guess, which does not outlive this JVM. */
final class PrivateDirectory {
    private static final String PREFIX = "guestfs";
    private static final int RANDOM_LETTERS = 10;
    private static final int ATTEMPTS = 100;

    private final Path path;
    private final @Nullable Object identity;
    private final Watchdog.Watch watch;

    private PrivateDirectory(Path path, Watchdog.Watch watch) throws IOException {
        this.path = path;
        this.watch = watch;
        this.identity = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    static PrivateDirectory make(Path base) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            Path directory = base.toAbsolutePath().resolve(PREFIX + RandomName.ofLetters(RANDOM_LETTERS));
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Watchdog.Watch watch = Watchdog.ofThisJvm().directory(directory);
                try {
                    return make(directory, watch);
                } catch (FileAlreadyExistsException e) {
                    // Somebody has that name: never use what is there, take another.
                    watch.end();
                } catch (IOException e) {
                    watch.end();
                    throw e;
                }
            }
        }
        throw new IOException("no unused name was found in " + base);
    }

    private static PrivateDirectory make(Path directory, Watchdog.Watch watch) throws IOException {
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SafeModes.require(directory, "rwx------");
        watch.made(directory);
        return new PrivateDirectory(directory, watch);
    }

    Path path() {
        return path;
    }

    /** Has it stay when this JVM goes away. */
    void unwatch() {
        watch.end();
    }

    /** Removes it and all it holds, unless something else has its name by now. What cannot be removed stays; the rest goes. */
    void remove() {
        TreeRemoval.remove(path, identity);
        watch.end();
    }
}
