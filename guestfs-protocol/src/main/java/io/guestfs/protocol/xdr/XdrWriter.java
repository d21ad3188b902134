package io.guestfs.protocol.xdr;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes values one after the other into a buffer that grows up to a limit. Integers are big-endian; everything
 * takes a multiple of four bytes. Not safe for use by several threads at once.
 */
public final class XdrWriter {
    private static final int FIRST_CAPACITY = 8 * 1024;
    private static final int KEPT_CAPACITY = 64 * 1024;

    private final int limit;
    private final boolean countOnly;
    private ByteBuffer buffer;
    private long counted;

    /**
     * Makes an empty writer.
     *
     * @param limit how many bytes it takes at most
     */
    public XdrWriter(int limit) {
        this(limit, false);
    }

    private XdrWriter(int limit, boolean countOnly) {
        if (limit < 0) {
            throw new IllegalArgumentException("a writer cannot have the negative limit " + limit);
        }
        this.limit = limit;
        this.countOnly = countOnly;
        this.buffer = ByteBuffer.allocate(countOnly ? Long.BYTES : Math.min(limit, FIRST_CAPACITY));
    }

    /**
     * Makes a writer without a limit that keeps nothing but the number of bytes; {@link #toBuffer()} of it is refused.
     *
     * @return the writer
     */
    public static XdrWriter counting() {
        return new XdrWriter(Integer.MAX_VALUE, true);
    }

    /**
     * Puts a signed 32-bit integer.
     *
     * @param value the integer
     * @throws XdrOverflowException when it does not fit; so for every other put
     */
    public void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    /**
     * Puts an unsigned 32-bit integer.
     *
     * @param value from 0 to 2<sup>32</sup> - 1
     * @throws IllegalArgumentException when the value is outside that range
     */
    public void putUnsignedInt(long value) {
        if (value < 0 || value > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(value + " is no unsigned 32-bit integer");
        }
        putInt((int) value);
    }

    /**
     * Puts a 64-bit integer.
     *
     * @param value the integer
     */
    public void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    /**
     * Puts a boolean, as the integer 0 or 1.
     *
     * @param value the boolean
     */
    public void putBool(boolean value) {
        putInt(value ? 1 : 0);
    }

    /**
     * Puts a single-precision number.
     *
     * @param value the number
     */
    public void putFloat(float value) {
        room(Float.BYTES).putFloat(value);
    }

    /**
     * Puts one byte as C's {@code char}: four bytes, the sign extended.
     *
     * @param value from U+0000 to U+00FF
     * @throws IllegalArgumentException when the value is above U+00FF
     */
    public void putChar(char value) {
        if (value > 0xFF) {
            throw new IllegalArgumentException("U+" + Integer.toHexString(value) + " does not fit into one byte");
        }
        putInt((byte) value);
    }

    /**
     * Puts a string as {@link WireText} encodes it.
     *
     * @param text the string
     * @throws WireTextException when it cannot be sent
     */
    public void putString(String text) {
        // Each char takes at least a byte, so what is far too long needs no encoding to be refused.
        if (!countOnly && text.length() > limit) {
            throw new XdrOverflowException((long) buffer.position() + Integer.BYTES + text.length(), limit);
        }
        putOpaque(WireText.encode(text));
    }

    /**
     * Puts a string that may be absent.
     *
     * @param text the string, or null
     * @throws WireTextException when it cannot be sent
     */
    public void putOptionalString(@Nullable String text) {
        putBool(text != null);
        if (text != null) {
            putString(text);
        }
    }

    /**
     * Puts a counted list of strings.
     *
     * @param texts the strings
     * @throws WireTextException when one of them cannot be sent
     */
    public void putStringList(List<String> texts) {
        putInt(texts.size());
        for (String text : texts) {
            putString(text);
        }
    }

    /**
     * Puts bytes with their number in front.
     *
     * @param bytes the bytes
     */
    public void putOpaque(byte[] bytes) {
        putInt(bytes.length);
        putFixedOpaque(bytes);
    }

    /**
     * Puts bytes without their number, for fields of fixed size.
     *
     * @param bytes the bytes
     */
    public void putFixedOpaque(byte[] bytes) {
        int padding = -bytes.length & 3;
        if (countOnly) {
            counted += (long) bytes.length + padding;
            return;
        }
        room((long) bytes.length + padding).put(bytes);
        for (int i = 0; i < padding; i++) {
            buffer.put((byte) 0);
        }
    }

    /** Number of bytes put so far. */
    public long size() {
        return counted + buffer.position();
    }

    /**
     * Gives out what was put so far, without copying it: the bytes are good until the next put or {@link #reset()}.
     *
     * @return a buffer whose remaining bytes are the encoded data
     */
    public ByteBuffer toBuffer() {
        if (countOnly) {
            throw new IllegalStateException("a counting writer keeps no bytes");
        }
        return buffer.slice(0, buffer.position());
    }

    /** Forgets what was put, and gives the memory of an unusually large message back. */
    public void reset() {
        counted = 0;
        if (buffer.capacity() > KEPT_CAPACITY) {
            buffer = ByteBuffer.allocate(FIRST_CAPACITY);
        }
        buffer.clear();
    }

    private ByteBuffer room(long bytes) {
        if (countOnly) {
            counted += buffer.position();
            return buffer.clear();
        }
        if (bytes > buffer.remaining()) {
            grow(buffer.position() + bytes);
        }
        return buffer;
    }

    private void grow(long needed) {
        if (needed > limit) {
            throw new XdrOverflowException(needed, limit);
        }
        long wanted = Math.max(needed, 2L * buffer.capacity());
        buffer = ByteBuffer.allocate((int) Math.min(wanted, limit)).put(buffer.flip());
    }
}
