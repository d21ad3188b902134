package io.guestfs.appliance.image;

import org.jspecify.annotations.Nullable;

/**
 * What qemu-img says about a disk image.
 *
 * @param format the format it found
 * @param virtualSizeBytes size of the disk the guest sees, in bytes
 * @param backingFile name of the backing file as written in the image; null if it has none
 */
public record ImageInfo(
        String format, long virtualSizeBytes, @Nullable String backingFile) {}
