package io.guestfs.appliance.image;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of the appliance disk to boot from it.
 *
 * @param uuid UUID of its ext file system, by which the kernel finds its root; the usual form, lower case
 * @param format {@code raw} or {@code qcow2}
 */
public record RootDisk(String uuid, String format) {
    private static final int START = 2048;
    private static final int MAGIC_AT = 0x438;
    private static final int UUID_AT = 0x468;
    private static final int EXT_MAGIC = 0xef53;
    private static final int QCOW_MAGIC = 0x514649fb;

    /**
     * Reads it.
     *
     * @param image the appliance disk, raw or qcow2
     * @param qemuImg reads a qcow2 disk
     * @param directories where a part of such a disk is copied to
     * @return UUID and format
     * @throws ApplianceException if the disk cannot be read or holds no ext file system
     */
    public static RootDisk read(Path image, QemuImg qemuImg, WorkDirectories directories) throws ApplianceException {
        try {
            ByteBuffer start = start(image);
            boolean qcow = start.getInt(0) == QCOW_MAGIC;
            if (qcow) {
                Path copy = directories.tempFile("root", "raw");
                qemuImg.copyStart(image, copy);
                start = start(copy);
                Files.deleteIfExists(copy);
            }
            int magic = Short.toUnsignedInt(start.order(ByteOrder.LITTLE_ENDIAN).getShort(MAGIC_AT));
            if (magic != EXT_MAGIC) {
                throw unusable(image, "it holds no ext2, ext3 or ext4 file system", null);
            }
            start.order(ByteOrder.BIG_ENDIAN);
            UUID uuid = new UUID(start.getLong(UUID_AT), start.getLong(UUID_AT + Long.BYTES));
            return new RootDisk(uuid.toString(), qcow ? "qcow2" : "raw");
        } catch (IOException e) {
            throw unusable(image, e.toString(), e);
        }
    }

    /**
     * Puts an overlay on it, for whoever writes to the appliance disk but must not change it.
     *
     * @param image the appliance disk
     * @param qemuImg makes the overlay
     * @param directories where it is made
     * @return the overlay, which only its owner may read
     * @throws ApplianceException if it cannot be made
     */
    public Path overlay(Path image, QemuImg qemuImg, WorkDirectories directories) throws ApplianceException {
        Path overlay = new TemporaryFiles(directories).create("appliance", "qcow2");
        qemuImg.createOverlay(overlay, image, format);
        return overlay;
    }

    private static ByteBuffer start(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            // What a shorter file lacks stays zero, and is then no file system.
            return ByteBuffer.wrap(Arrays.copyOf(stream.readNBytes(START), START));
        }
    }

    private static ApplianceException unusable(Path image, String why, @Nullable Throwable cause) {
        return ApplianceException.of(LaunchPhase.APPLIANCE, "the appliance disk " + image + " cannot be used: " + why)
                .remedy("Remove the cached or fixed appliance it belongs to, so that it is built again.")
                .cause(cause)
                .build();
    }
}
