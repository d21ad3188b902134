package io.guestfs.appliance.drive;

import java.nio.file.Path;

/**
 * A password or key in a file that only its owner may read. Everything else knows its id only.
 *
 * @param id what qemu calls it
 * @param file the file
 * @param base64 whether the file holds the secret in base64
 */
public record DriveSecret(String id, Path file, boolean base64) {}
