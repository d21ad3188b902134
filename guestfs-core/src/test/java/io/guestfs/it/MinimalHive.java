package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The smallest registry hive that can be opened and written to: a root key with nothing below it. */
public final class MinimalHive {

    /** A text, ended by a NUL. */
    static final long REG_SZ = 1;

    /** Bytes. */
    static final long REG_BINARY = 3;

    /** A number of 32 bits. */
    static final long REG_DWORD = 4;

    private static final int PAGE = 4096;
    private static final int BIN_HEADER = 32;
    private static final int ROOT_SIZE = 96;
    private static final int SECURITY_SIZE = 48;
    private static final int SECURITY = BIN_HEADER + ROOT_SIZE;
    private static final int NOTHING = -1;
    private static final int CHECKSUM = 508;
    private static final String ROOT_NAME = "$$$PROTO.HIV";

    private MinimalHive() {}

    /** The bytes of such a file. */
    public static byte[] bytes() {
        ByteBuffer hive = ByteBuffer.allocate(2 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        header(hive);
        bin(hive);
        root(hive);
        security(hive);
        int free = SECURITY + SECURITY_SIZE;
        hive.putInt(PAGE + free, PAGE - free);
        return hive.array();
    }

    /** A text as the value of a {@link #REG_SZ}. */
    static byte[] text(String text) {
        return (text + "\0").getBytes(UTF_16LE);
    }

    /** A number as the value of a {@link #REG_DWORD}. */
    static byte[] number(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    private static void header(ByteBuffer hive) {
        hive.put("regf".getBytes(US_ASCII)).putInt(1).putInt(1).putLong(0);
        hive.putInt(1).putInt(3).putInt(0).putInt(1); // version 1.3
        hive.putInt(BIN_HEADER).putInt(PAGE).putInt(1); // where the root is, size of all that follows
        int sum = 0;
        for (int at = 0; at < CHECKSUM; at += 4) {
            sum ^= hive.getInt(at);
        }
        hive.putInt(CHECKSUM, sum);
    }

    private static void bin(ByteBuffer hive) {
        hive.position(PAGE).put("hbin".getBytes(US_ASCII)).putInt(0).putInt(PAGE);
    }

    /** Sizes of blocks in use are negative; places count from the end of the header. */
    private static void root(ByteBuffer hive) {
        hive.position(PAGE + BIN_HEADER);
        hive.putInt(-ROOT_SIZE).put("nk".getBytes(US_ASCII)).putShort((short) 0x2c);
        hive.putLong(0).putInt(0).putInt(NOTHING); // time, unused, parent
        hive.putInt(0).putInt(0).putInt(NOTHING).putInt(NOTHING); // keys below
        hive.putInt(0).putInt(NOTHING); // values
        hive.putInt(SECURITY).putInt(NOTHING); // security, class
        hive.putInt(0).putInt(0).putInt(0).putInt(0).putInt(0); // longest names, unused
        hive.putShort((short) ROOT_NAME.length()).putShort((short) 0).put(ROOT_NAME.getBytes(US_ASCII));
    }

    private static void security(ByteBuffer hive) {
        hive.position(PAGE + SECURITY);
        hive.putInt(-SECURITY_SIZE).put("sk".getBytes(US_ASCII)).putShort((short) 0);
        hive.putInt(SECURITY).putInt(SECURITY).putInt(1); // the only one in its ring, used once
        hive.putInt(20).put((byte) 1).put((byte) 0).putShort((short) 0x8000);
    }
}
