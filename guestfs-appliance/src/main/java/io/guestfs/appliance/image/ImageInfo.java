package io.guestfs.appliance.image;

import org.jspecify.annotations.Nullable;

/**
 * What qemu-img says about a disk image.
 *
 * @param format the format it found
 * @param virtualSizeBytes size of the disk the guest sees, in bytes
 * @param backingFile name of the backing file as written in the image; null if it has none
 * @param dataFile name of another file in which the image keeps what it holds; null if it keeps everything in itself
 */
public record ImageInfo(
        String format,
        long virtualSizeBytes,
        @Nullable String backingFile,
        @Nullable String dataFile) {

    /** A file that would be opened because the image names it; null if there is none. */
    @Nullable
    String otherFile() {
        return backingFile == null ? dataFile : backingFile;
    }
}
