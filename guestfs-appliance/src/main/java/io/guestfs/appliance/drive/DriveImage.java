package io.guestfs.appliance.drive;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What qemu opens for a drive that has been prepared.
 *
 * @param file the file to open: the real path of the source, or an overlay; null if the drive is at a server and written
 * @param remote the drive at a server; also below an overlay; null for a file
 * @param format the format that was found at the server, where none was given; null otherwise
 * @param secret the password or key for the server; null for none
 * @param reader the program that {@code remote} leads to; null if qemu reaches the server itself
 */
public record DriveImage(
        @Nullable Path file,
        @Nullable BlockNode remote,
        @Nullable String format,
        @Nullable DriveSecret secret,
        @Nullable DriveReader reader) {

    /**
     * An image that qemu opens without a program between.
     *
     * @param file the file to open; null if there is none
     * @param remote the drive at a server; null for a file
     * @param format the format that was found at the server; null otherwise
     * @param secret the password or key for the server; null for none
     */
    public DriveImage(
            @Nullable Path file, @Nullable BlockNode remote, @Nullable String format, @Nullable DriveSecret secret) {
        this(file, remote, format, secret, null);
    }

    /**
     * A file of this host.
     *
     * @param file the file
     * @return the image
     */
    public static DriveImage of(Path file) {
        return new DriveImage(file, null, null, null);
    }
}
