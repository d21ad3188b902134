package io.guestfs.appliance.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system knows a file as. */
public enum FileKind {
    /** A disk, a partition and the like. */
    BLOCK_DEVICE,
    /** A device that is read as a stream, such as {@code /dev/null}. */
    CHARACTER_DEVICE,
    /** A regular file, most of the time. */
    OTHER;

    private static final int TYPE_BITS = 0170000;

    /**
     * Looks at a file.
     *
     * @param file its name; links are followed
     * @return its kind
     * @throws IOException if it can't be looked at
     */
    public static FileKind of(Path file) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode");
        return switch (mode & TYPE_BITS) {
            case 0060000 -> BLOCK_DEVICE;
            case 0020000 -> CHARACTER_DEVICE;
            default -> OTHER;
        };
    }
}
