package io.guestfs.fakedaemon;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Big-endian bytes put together by hand; shares no code with what is tested. */
public final class WireBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A 32-bit word. */
    public WireBytes u32(long word) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.write((int) (word >> shift));
        }
        return this;
    }

    /** A 64-bit word. */
    public WireBytes u64(long word) {
        return u32(word >>> 32).u32(word);
    }

    /** A boolean. */
    public WireBytes bool(boolean value) {
        return u32(value ? 1 : 0);
    }

    /** A float. */
    public WireBytes f32(float value) {
        return u32(Float.floatToRawIntBits(value));
    }

    /** Bytes as they are. */
    public WireBytes raw(byte... raw) {
        bytes.writeBytes(raw);
        return this;
    }

    /** Bytes with their number in front and padding behind. */
    public WireBytes opaque(byte... content) {
        u32(content.length).raw(content);
        return raw(new byte[(4 - content.length % 4) % 4]);
    }

    /** A string of plain text. */
    public WireBytes string(String text) {
        return opaque(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A counted list of strings. */
    public WireBytes strings(String... texts) {
        u32(texts.length);
        for (String text : texts) {
            string(text);
        }
        return this;
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.size();
    }

    /** The bytes. */
    public byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
