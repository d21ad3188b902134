package io.guestfs.appliance.image;

import org.jspecify.annotations.Nullable;

/**
 * A disk image to be made, in the words of the API.
 *
 * @param file its name
 * @param format {@code raw} or {@code qcow2}
 * @param sizeBytes its size in bytes, or -1 with a backing file
 * @param backingFile the image below it; null for none
 * @param backingFormat format of that image; null to have it detected
 * @param preallocation {@code off}, {@code sparse}, {@code metadata} (qcow2 only) or {@code full}; null for sparse
 * @param compat qcow2 version, {@code 0.10} or {@code 1.1}; null for the default of qemu-img
 * @param clusterSize qcow2 cluster size in bytes; null for the default of qemu-img
 */
public record NewImage(
        String file,
        String format,
        long sizeBytes,
        @Nullable String backingFile,
        @Nullable String backingFormat,
        @Nullable String preallocation,
        @Nullable String compat,
        @Nullable Integer clusterSize) {

    /**
     * A sparse raw image.
     *
     * @param file its name
     * @param sizeBytes its size in bytes
     * @return the description
     */
    public static NewImage raw(String file, long sizeBytes) {
        return new NewImage(file, "raw", sizeBytes, null, null, null, null, null);
    }

    /**
     * A qcow2 layer over another image: reads come from below, writes stay in the layer.
     *
     * @param file its name
     * @param backingFile the image below
     * @param backingFormat the format of that image; null to have it detected
     * @return the description
     */
    public static NewImage overlay(String file, String backingFile, @Nullable String backingFormat) {
        return new NewImage(file, "qcow2", -1, backingFile, backingFormat, null, null, null);
    }
}
