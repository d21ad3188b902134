package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * A Windows dynamic disk of 32 MiB: one disk in the group {@code Group}, one simple volume {@code Volume1} of one partition
 * {@code Disk1-01}, with the drive letter {@code E:}.
 */
final class DynamicDisk {

    static final String GROUP_GUID = "06495a84-fbfd-11e1-9b2a-525400e54902";
    static final int DATABASE_START = 63488 * 512;
    static final long VOLUME_SECTORS = 20480;

    private static final String DISK_GUID = "164f6a84-fbfd-11e1-9b2a-525400e54903";
    private static final int SECTOR = 512;
    private static final int DATA_START = 2048;
    private static final int RECORD = 128;
    private static final int VMDB = 17 * SECTOR;

    private static final int DISK_ID = 1;
    private static final int VOLUME_ID = 2;
    private static final int COMPONENT_ID = 3;
    private static final int PARTITION_ID = 4;
    private static final int GROUP_ID = 5;

    private DynamicDisk() {}

    /** The first seven sectors: a partition table that says "dynamic disk", and the private header. */
    static byte[] head() {
        ByteBuffer head = ByteBuffer.allocate(7 * SECTOR);
        head.put(0x1be + 4, (byte) 0x42).put(510, (byte) 0x55).put(511, (byte) 0xaa);
        head.position(6 * SECTOR);
        ByteBuffer header = head.slice();
        text(header, 0, "PRIVHEAD");
        header.putShort(0x0c, (short) 2).putShort(0x0e, (short) 12);
        text(header, 0x30, DISK_GUID);
        text(header, 0x70, GROUP_GUID);
        text(header, 0xb0, GROUP_GUID);
        text(header, 0xf0, "Group");
        header.putLong(0x11b, DATA_START).putLong(0x123, DATABASE_START / SECTOR - DATA_START);
        header.putLong(0x12b, DATABASE_START / SECTOR).putLong(0x133, 2048);
        return head.array();
    }

    /** The start of the database, which lies in the last MiB. */
    static byte[] database() {
        ByteBuffer database = ByteBuffer.allocate(20 * SECTOR);
        tableOfContents(database.slice(2 * SECTOR, SECTOR));
        volumeDatabase(database.slice(VMDB, SECTOR));
        record(database, 0, 0x35, 0).put(number(GROUP_ID)).put(name("Group"));
        record(database, 1, 0x34, 0).put(number(DISK_ID)).put(name("Disk1")).put(name(DISK_GUID));
        volume(record(database, 2, 0x51, 0x02));
        component(record(database, 3, 0x32, 0));
        partition(record(database, 4, 0x33, 0));
        return database.array();
    }

    private static void tableOfContents(ByteBuffer toc) {
        text(toc, 0, "TOCBLOCK");
        text(toc, 0x24, "config");
        toc.putLong(0x2e, VMDB / SECTOR).putLong(0x36, 1481);
        text(toc, 0x46, "log");
        toc.putLong(0x50, 1498).putLong(0x58, 224);
    }

    private static void volumeDatabase(ByteBuffer vmdb) {
        text(vmdb, 0, "VMDB");
        vmdb.putInt(0x04, 8).putInt(0x08, RECORD).putInt(0x0c, SECTOR);
        vmdb.putShort(0x10, (short) 1).putShort(0x12, (short) 4).putShort(0x14, (short) 10);
        text(vmdb, 0x16, "Group");
        text(vmdb, 0x35, GROUP_GUID);
        vmdb.putLong(0x75, 1).putLong(0x7d, 1);
        vmdb.putInt(0x85, 1).putInt(0x89, 1).putInt(0x8d, 1).putInt(0x91, 1);
    }

    /** Starts a record and returns the room for its body. */
    private static ByteBuffer record(ByteBuffer database, int index, int type, int flags) {
        ByteBuffer record = database.slice(VMDB + SECTOR + index * RECORD, RECORD);
        record.put("VBLK".getBytes(US_ASCII)).putInt(4 + index).putInt(index + 1);
        record.putShort((short) 0).putShort((short) 1);
        record.putShort((short) 0).put((byte) flags).put((byte) type).putInt(RECORD - 24);
        return record;
    }

    private static void volume(ByteBuffer body) {
        body.put(number(VOLUME_ID)).put(name("Volume1")).put(name("gen")).put(name(""));
        body.put(new byte[14]).put((byte) 3).put(new byte[6]);
        body.put(number(1)).put(new byte[16]).put(number(VOLUME_SECTORS)).put(new byte[4]);
        body.put((byte) 0x07).put(new byte[16]).put(name("E:"));
    }

    private static void component(ByteBuffer body) {
        body.put(number(COMPONENT_ID)).put(name("Volume1-01")).put(name("ACTIVE"));
        body.put((byte) 2).put(new byte[4]).put(number(1)).put(new byte[16]).put(number(VOLUME_ID));
    }

    private static void partition(ByteBuffer body) {
        body.put(number(PARTITION_ID)).put(name("Disk1-01")).put(new byte[12]);
        body.putLong(0).putLong(0);
        body.put(number(VOLUME_SECTORS)).put(number(COMPONENT_ID)).put(number(DISK_ID));
    }

    /** A number after the count of its bytes. */
    private static byte[] number(long value) {
        return ByteBuffer.allocate(5).put((byte) 4).putInt((int) value).array();
    }

    /** Text after the count of its bytes. */
    private static byte[] name(String text) {
        return ByteBuffer.allocate(1 + text.length())
                .put((byte) text.length())
                .put(text.getBytes(US_ASCII))
                .array();
    }

    private static void text(ByteBuffer buffer, int offset, String text) {
        buffer.put(offset, text.getBytes(US_ASCII));
    }
}
