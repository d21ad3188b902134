package io.guestfs.appliance.image;

import org.jspecify.annotations.Nullable;

/**
 * What qemu-img says about a disk image.
 *
 * @param format the format it found
 * @param virtualSizeBytes size of the disk the guest sees, in bytes
 * @param backingFile name of the backing file as written in the image; null if it has none
 * @param below where that is and what it is, as far as the image says so; null if it has none
 * @param dataFile name of another file in which the image keeps what it holds; null if it keeps everything in itself
 */
public record ImageInfo(
        String format,
        long virtualSizeBytes,
        @Nullable String backingFile,
        @Nullable Below below,
        @Nullable String dataFile) {

    /**
     * What an image says about the one below it.
     *
     * @param name its full name: an absolute path, or something that is no file
     * @param format its format; null if the image does not say
     */
    public record Below(String name, @Nullable String format) {}

    /**
     * A file that would be opened because the image names it.
     *
     * @return its name; null if there is none
     */
    public @Nullable String otherFile() {
        return backingFile == null ? dataFile : backingFile;
    }
}
