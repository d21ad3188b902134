package io.guestfs.internal.inspection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes programs for Windows that have bitmaps among their resources, and nothing that could run. */
public final class WindowsProgram {

    private static final int MACHINE_386 = 0x14c;
    private static final int MACHINE_X86_64 = 0x8664;
    private static final int PE_AT = 0x80;
    private static final int OPTIONS_AT = PE_AT + 24;
    private static final int SECTION_IN_FILE = 0x400;
    private static final int SECTION_IN_MEMORY = 0x1000;
    private static final int BITMAP = 2;
    private static final int BELOW = 0x80000000;

    /** Where the directory of the resources starts in the file. */
    static final int RESOURCES_AT = SECTION_IN_FILE;

    private WindowsProgram() {}

    /** A console program of 64 or 32 bits without resources. */
    public static byte[] empty(boolean wide) {
        return withBitmaps(wide, Map.of());
    }

    /** A program with bitmaps by number. */
    public static byte[] withBitmaps(boolean wide, Map<Integer, byte[]> bitmaps) {
        byte[] resources = resources(new TreeMap<>(bitmaps));
        ByteBuffer exe = ByteBuffer.allocate(SECTION_IN_FILE + resources.length).order(ByteOrder.LITTLE_ENDIAN);
        int options = wide ? 0xf0 : 0xe0;
        exe.put(0, (byte) 'M').put(1, (byte) 'Z').putShort(0x18, (short) 0x40).putInt(0x3c, PE_AT);
        exe.put(PE_AT, (byte) 'P').put(PE_AT + 1, (byte) 'E');
        exe.putShort(PE_AT + 4, (short) (wide ? MACHINE_X86_64 : MACHINE_386));
        exe.putShort(PE_AT + 6, (short) 1).putShort(PE_AT + 20, (short) options);
        exe.putShort(PE_AT + 22, (short) (wide ? 0x22 : 0x102)); // can be run
        exe.putShort(OPTIONS_AT, (short) (wide ? 0x20b : 0x10b));
        exe.putInt(OPTIONS_AT + 32, SECTION_IN_MEMORY).putInt(OPTIONS_AT + 36, 0x200); // alignments
        exe.putInt(OPTIONS_AT + 56, 0x10000).putInt(OPTIONS_AT + 60, SECTION_IN_FILE);
        exe.putShort(OPTIONS_AT + 68, (short) 3); // for the console
        int directories = OPTIONS_AT + (wide ? 112 : 96);
        exe.putInt(directories - 4, 16).putInt(directories + 16, SECTION_IN_MEMORY);
        exe.putInt(directories + 20, resources.length);
        int section = OPTIONS_AT + options;
        exe.put(section, ".rsrc".getBytes(US_ASCII));
        exe.putInt(section + 8, resources.length).putInt(section + 12, SECTION_IN_MEMORY);
        exe.putInt(section + 16, resources.length).putInt(section + 20, SECTION_IN_FILE);
        exe.putInt(section + 36, 0x40000040); // data that can be read
        exe.put(SECTION_IN_FILE, resources);
        return exe.array();
    }

    /** One directory with the only type, one with the numbers, one for each number with its only language. */
    private static byte[] resources(SortedMap<Integer, byte[]> bitmaps) {
        int numbers = 24;
        int languages = numbers + 16 + 8 * bitmaps.size();
        int data = languages + 24 * bitmaps.size();
        int content = data + 16 * bitmaps.size();
        int size = content
                + bitmaps.values().stream().mapToInt(bytes -> bytes.length).sum();
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(14, (short) 1).putInt(16, BITMAP).putInt(20, BELOW | numbers);
        out.putShort(numbers + 14, (short) bitmaps.size());
        int entry = numbers + 16;
        for (Map.Entry<Integer, byte[]> bitmap : bitmaps.entrySet()) {
            byte[] bytes = bitmap.getValue();
            out.putInt(entry, bitmap.getKey()).putInt(entry + 4, BELOW | languages);
            out.putShort(languages + 14, (short) 1)
                    .putInt(languages + 16, 0x409)
                    .putInt(languages + 20, data);
            out.putInt(data, SECTION_IN_MEMORY + content).putInt(data + 4, bytes.length);
            out.put(content, bytes);
            entry += 8;
            languages += 24;
            data += 16;
            content += bytes.length;
        }
        return out.array();
    }

    /** The bytes of a bitmap whose pixels have a colour that depends on their place. */
    public static byte[] bitmap(int width, int height, int bits) {
        int colours = bits <= 8 ? 1 << bits : 0;
        int row = (width * bits + 31) / 32 * 4;
        ByteBuffer out = ByteBuffer.allocate(40 + colours * 4 + height * row).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
        out.position(40);
        for (int i = 0; i < colours; i++) {
            out.putInt(paletteColour(i));
        }
        for (int y = height - 1; y >= 0; y--) {
            int start = out.position();
            for (int x = 0; x < width; x++) {
                putPixel(out, start, x, pixel(x, y, bits));
            }
            out.position(start + row);
        }
        return out.array();
    }

    /** The colour, 0xRRGGBB, that {@link #bitmap} has there. */
    public static int colour(int x, int y, int bits) {
        int pixel = pixel(x, y, bits);
        return bits <= 8 ? paletteColour(pixel) : bits == 16 ? from16(pixel) : pixel;
    }

    private static int paletteColour(int index) {
        return (index * 0x35a7c3) & 0xffffff;
    }

    private static int from16(int pixel) {
        return (stretch(pixel >> 10) << 16) | (stretch(pixel >> 5) << 8) | stretch(pixel);
    }

    private static int stretch(int fiveBits) {
        return Math.round((fiveBits & 0x1f) * 255 / 31f);
    }

    private static int pixel(int x, int y, int bits) {
        int mixed = x * 0x51234 + y * 0x3579b + 7;
        return bits <= 8 ? mixed % (1 << bits) : mixed & (bits == 16 ? 0x7fff : 0xffffff);
    }

    private static void putPixel(ByteBuffer out, int start, int x, int pixel) {
        int bits = out.getShort(14);
        int at = start + x * bits / 8;
        switch (bits) {
            case 1, 4, 8 -> out.put(at, (byte) (out.get(at) | (pixel << (8 - bits - x * bits % 8))));
            case 16 -> out.putShort(at, (short) pixel);
            case 24 ->
                out.put(at, (byte) pixel).put(at + 1, (byte) (pixel >> 8)).put(at + 2, (byte) (pixel >> 16));
            default -> out.putInt(at, pixel);
        }
    }
}
