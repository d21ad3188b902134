package io.guestfs.internal.inspection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A picture of red, green and blue. */
final class Picture {

    /** Larger ones are no icons, in either direction. */
    static final int LARGEST_SIDE = 1024;

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int BYTES_PER_PIXEL = 3;
    private static final byte BITS_PER_SAMPLE = 8;
    private static final byte RGB = 2;
    private static final int BUFFER = 8192;

    private final int width;
    private final int height;
    private final int[] pixels;

    /** Makes a black one. */
    Picture(int width, int height) {
        if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw new IllegalArgumentException("no picture has " + width + " times " + height + " pixels");
        }
        this.width = width;
        this.height = height;
        pixels = new int[width * height];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Sets a pixel; the top left one is 0, 0, and the colour 0xRRGGBB. */
    void set(int x, int y, int colour) {
        pixels[y * width + x] = colour;
    }

    int get(int x, int y) {
        return pixels[y * width + x];
    }

    /** The upper rows of the picture. */
    Picture top(int rows) {
        if (rows >= height) {
            return this;
        }
        Picture top = new Picture(width, rows);
        System.arraycopy(pixels, 0, top.pixels, 0, top.pixels.length);
        return top;
    }

    /** The bytes of a PNG file. */
    byte[] png() {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        // Then three zeros: the only compression, the only set of filters, no interlacing.
        header.put(BITS_PER_SAMPLE).put(RGB);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(SIGNATURE).array());
        chunk(png, 0x49484452, header.array()); // IHDR
        chunk(png, 0x49444154, deflated()); // IDAT
        chunk(png, 0x49454e44, new byte[0]); // IEND
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, int name, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(content.length + 12).putInt(content.length);
        chunk.putInt(name).put(content);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), Integer.BYTES, Integer.BYTES + content.length);
        png.writeBytes(chunk.putInt((int) sum.getValue()).array());
    }

    /** Each row begins with the number of its filter; 0 is none. */
    private byte[] deflated() {
        ByteBuffer rows = ByteBuffer.allocate(height * (1 + width * BYTES_PER_PIXEL));
        for (int y = 0; y < height; y++) {
            rows.put((byte) 0);
            for (int x = 0; x < width; x++) {
                int colour = get(x, y);
                rows.put((byte) (colour >> 16)).put((byte) (colour >> 8)).put((byte) colour);
            }
        }
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(rows.array());
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
