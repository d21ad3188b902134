package io.guestfs.internal.inspection;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A bitmap as Windows keeps it in resources: header, colours, rows from the bottom to the top. Pixels of 1, 4, 8, 16, 24 and
 * 32 bits are known; compressed ones are not, they do not occur among the logos.
 */
final class DibBitmap {

    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int LARGEST_HEADER = 124;
    private static final int UNCOMPRESSED = 0;
    private static final int WITH_MASKS = 3;
    private static final int MASKS = 12;
    private static final int INDEXED_BITS = 8;
    private static final int RGB = 0xffffff;

    /** Red, green and blue of pixels with 16 and 32 bits, if the bitmap does not say it otherwise. */
    private static final int[] MASKS_16 = {0x7c00, 0x3e0, 0x1f};

    private static final int[] MASKS_32 = {0xff0000, 0xff00, 0xff};

    private final ByteBuffer bytes;
    private final boolean core;
    private final int width;
    private final int height;
    private final boolean topDown;
    private final int bits;
    private final int compression;
    private final int colours;

    private DibBitmap(ByteBuffer bytes) {
        this.bytes = bytes;
        int header = bytes.getInt(0);
        core = header == CORE_HEADER;
        if (!core && (header < INFO_HEADER || header > LARGEST_HEADER)) {
            throw new IllegalArgumentException("no bitmap has a header of " + header + " bytes");
        }
        width = core ? bytes.getShort(4) : bytes.getInt(4);
        int signed = core ? bytes.getShort(6) : bytes.getInt(8);
        topDown = signed < 0;
        height = Math.abs(signed);
        bits = bytes.getShort(core ? 10 : 14);
        compression = core ? UNCOMPRESSED : bytes.getInt(16);
        colours = colours(core ? 0 : bytes.getInt(32));
    }

    private int colours(int given) {
        if (bits > INDEXED_BITS) {
            return Math.max(0, Math.min(given, 1 << INDEXED_BITS));
        }
        return given < 1 || given > 1 << bits ? 1 << bits : given;
    }

    /**
     * Reads a bitmap.
     *
     * @param resource its bytes, little-endian
     * @return nothing when it is broken, absurdly large, or of a kind that is not known
     */
    static Optional<Picture> read(ByteBuffer resource) {
        try {
            return new DibBitmap(resource).picture();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            // It ends too early, or its sizes make no sense.
            return Optional.empty();
        }
    }

    private Optional<Picture> picture() {
        boolean masked = compression == WITH_MASKS && (bits == 16 || bits == 32);
        if (compression != UNCOMPRESSED && !masked) {
            return Optional.empty();
        }
        Picture picture = new Picture(width, height);
        // A header of more than 40 bytes has the masks inside.
        int palette = bytes.getInt(0) + (masked && bytes.getInt(0) == INFO_HEADER ? MASKS : 0);
        int pixels = palette + colours * (core ? 3 : 4);
        int row = (width * bits + 31) / 32 * 4;
        PixelReader reader = reader(palette, masked);
        for (int y = 0; y < height; y++) {
            int start = pixels + (topDown ? y : height - 1 - y) * row;
            for (int x = 0; x < width; x++) {
                picture.set(x, y, reader.colour(start, x));
            }
        }
        return Optional.of(picture);
    }

    /** Tells the colour of a pixel of the row that starts somewhere. */
    private interface PixelReader {
        int colour(int start, int x);
    }

    private PixelReader reader(int palette, boolean masked) {
        return switch (bits) {
            case 1, 4, 8 -> (start, x) -> fromPalette(palette, index(start, x));
            case 16 -> {
                int[] masks = masked ? masks() : MASKS_16;
                yield (start, x) -> parts(Short.toUnsignedInt(bytes.getShort(start + x * 2)), masks);
            }
            case 24 -> (start, x) -> blueGreenRed(start + x * 3);
            case 32 -> {
                int[] masks = masked ? masks() : MASKS_32;
                yield (start, x) -> parts(bytes.getInt(start + x * 4), masks);
            }
            default -> throw new IllegalArgumentException("no bitmap has " + bits + " bits per pixel");
        };
    }

    private int index(int start, int x) {
        int first = x * bits;
        int shift = 8 - bits - first % 8;
        return (bytes.get(start + first / 8) >> shift) & ((1 << bits) - 1);
    }

    private int fromPalette(int palette, int index) {
        // A pixel beyond the last colour is black.
        return index < colours ? blueGreenRed(palette + index * (core ? 3 : 4)) : 0;
    }

    private int blueGreenRed(int at) {
        return ((bytes.get(at) & 0xff) | ((bytes.get(at + 1) & 0xff) << 8) | (bytes.get(at + 2) << 16)) & RGB;
    }

    private int[] masks() {
        return new int[] {bytes.getInt(INFO_HEADER), bytes.getInt(INFO_HEADER + 4), bytes.getInt(INFO_HEADER + 8)};
    }

    private static int parts(int pixel, int[] masks) {
        return (part(pixel, masks[0]) << 16) | (part(pixel, masks[1]) << 8) | part(pixel, masks[2]);
    }

    /** Stretches what is under a mask to eight bits. */
    private static int part(int pixel, int mask) {
        if (mask == 0) {
            return 0;
        }
        int shift = Integer.numberOfTrailingZeros(mask);
        long most = Integer.toUnsignedLong(mask >>> shift);
        long value = Integer.toUnsignedLong((pixel & mask) >>> shift);
        return (int) ((value * 255 + most / 2) / most);
    }
}
