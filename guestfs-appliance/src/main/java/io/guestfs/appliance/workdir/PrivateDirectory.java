package io.guestfs.appliance.workdir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** A directory only its owner can enter, under a name nobody can guess. */
final class PrivateDirectory {
    private static final String PREFIX = "guestfs";
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LETTERS = 10;
    private static final int ATTEMPTS = 100;

    private PrivateDirectory() {}

    static Path make(Path base) throws IOException {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < ATTEMPTS; i++) {
            Path directory = base.toAbsolutePath().resolve(PREFIX + name(random));
            try {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                SafeModes.require(directory, "rwx------");
                return directory;
            } catch (FileAlreadyExistsException e) {
                // Somebody has that name: never use what is there, take another.
            }
        }
        throw new IOException("no unused name was found in " + base);
    }

    private static String name(SecureRandom random) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < RANDOM_LETTERS; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }

    /** Removes a tree without following links. What cannot be removed stays; the rest goes. */
    static void remove(Path directory) {
        try {
            Files.walkFileTree(directory, new Remover());
        } catch (IOException | UncheckedIOException e) {
            // Only temporary data is left behind, in a directory nobody else can enter.
            return;
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return delete(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return delete(file);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            return delete(directory);
        }

        private static FileVisitResult delete(Path path) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
