package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The head of a CD image: as much of ISO 9660 as describes the volume. */
final class IsoImage {

    private static final int SECTOR = 2048;
    private static final int DESCRIPTOR = 16 * SECTOR;
    private static final int TERMINATOR = 17 * SECTOR;

    private final byte[] bytes = new byte[64 * SECTOR];

    private IsoImage() {}

    /** Makes an image with this name, made on 3 February 2001 at 04:05:06 UTC. */
    static byte[] named(String volumeId) {
        IsoImage image = new IsoImage();
        image.volume(volumeId);
        image.head(TERMINATOR, 255);
        return image.bytes;
    }

    private void volume(String volumeId) {
        head(DESCRIPTOR, 1);
        text(8, 32, "LINUX");
        text(40, 32, volumeId);
        bothOrders32(80, bytes.length / SECTOR);
        bothOrders16(120, 1);
        bothOrders16(124, 1);
        bothOrders16(128, SECTOR);
        text(190, 128, "SET");
        text(318, 128, "PUBLISHER");
        text(446, 128, "PREPARER");
        text(574, 128, "APPLICATION");
        text(702, 37 * 3, "");
        text(813, 16, "2001020304050600");
        text(830, 16, "2001020304050600");
        text(847, 16, "0000000000000000");
        text(864, 16, "0000000000000000");
        bytes[DESCRIPTOR + 881] = 1;
    }

    private void head(int offset, int type) {
        bytes[offset] = (byte) type;
        System.arraycopy("CD001".getBytes(US_ASCII), 0, bytes, offset + 1, 5);
        bytes[offset + 6] = 1;
    }

    private void text(int field, int length, String text) {
        int start = DESCRIPTOR + field;
        Arrays.fill(bytes, start, start + length, (byte) ' ');
        System.arraycopy(text.getBytes(US_ASCII), 0, bytes, start, text.length());
    }

    private void bothOrders32(int field, int value) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.order(ByteOrder.LITTLE_ENDIAN).putInt(DESCRIPTOR + field, value);
        buffer.order(ByteOrder.BIG_ENDIAN).putInt(DESCRIPTOR + field + 4, value);
    }

    private void bothOrders16(int field, int value) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.order(ByteOrder.LITTLE_ENDIAN).putShort(DESCRIPTOR + field, (short) value);
        buffer.order(ByteOrder.BIG_ENDIAN).putShort(DESCRIPTOR + field + 2, (short) value);
    }
}
