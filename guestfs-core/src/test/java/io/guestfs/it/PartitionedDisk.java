package io.guestfs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A disk image with primary partitions. The table is written here: that saves a run of parted for each.
 *
 * @param file raw
 * @param identity of the disk, as Windows knows it
 * @param partitionsMib size of each partition, at most four
 */
record PartitionedDisk(Path file, int identity, List<Integer> partitionsMib) {

    private static final int SECTOR = 512;
    private static final int MIB = 1024 * 1024;
    private static final int IDENTITY_AT = 440;
    private static final int TABLE_AT = 446;
    private static final int ENTRY = 16;

    /** Makes the image, with partitions of one type. */
    void make(int type) {
        ByteBuffer boot = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        boot.putInt(IDENTITY_AT, identity).putShort(SECTOR - 2, (short) 0xaa55);
        for (int i = 0; i < partitionsMib.size(); i++) {
            int entry = TABLE_AT + i * ENTRY;
            boot.put(entry + 4, (byte) type).putInt(entry + 8, (int) (start(i + 1) / SECTOR));
            boot.putInt(entry + 12, partitionsMib.get(i) * (MIB / SECTOR));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), start(partitionsMib.size() + 1) - 1);
            channel.write(boot, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a partition starts, in bytes; the first is 1. */
    long start(int partition) {
        long before = partitionsMib.stream()
                .limit(partition - 1)
                .mapToLong(mib -> mib)
                .sum();
        return (before + 1) * MIB;
    }

    /** What the registry of Windows says about a partition that has a drive letter. */
    byte[] mountedDevice(int partition) {
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(identity)
                .putLong(start(partition))
                .array();
    }
}
