package io.guestfs.protocol.xdr;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes values one after the other from a buffer. Every length and count is compared with the bytes that are left
 * before memory is taken for it, so a lying peer costs nothing. Padding must be zero. Not safe for use by several
 * threads at once.
 */
public final class XdrReader {
    private static final int STRING_MINIMUM = Integer.BYTES;

    private final ByteBuffer in;
    private byte[] scratch = new byte[0];

    /**
     * Reads the remaining bytes of a buffer, which itself is not moved.
     *
     * @param bytes the encoded data
     */
    public XdrReader(ByteBuffer bytes) {
        this.in = bytes.slice();
    }

    /**
     * Reads a signed 32-bit integer.
     *
     * @return the integer
     * @throws XdrException when fewer than four bytes are left
     */
    public int getInt() throws XdrException {
        need(Integer.BYTES, "a 32-bit integer");
        return in.getInt();
    }

    /**
     * Reads an unsigned 32-bit integer.
     *
     * @return from 0 to 2<sup>32</sup> - 1
     * @throws XdrException when fewer than four bytes are left
     */
    public long getUnsignedInt() throws XdrException {
        return Integer.toUnsignedLong(getInt());
    }

    /**
     * Reads a 64-bit integer.
     *
     * @return the integer
     * @throws XdrException when fewer than eight bytes are left
     */
    public long getLong() throws XdrException {
        need(Long.BYTES, "a 64-bit integer");
        return in.getLong();
    }

    /**
     * Reads a boolean.
     *
     * @return the boolean
     * @throws XdrException when the value is neither 0 nor 1
     */
    public boolean getBool() throws XdrException {
        int value = getInt();
        if (value != 0 && value != 1) {
            throw new XdrException("a boolean is 0 or 1, not " + value, position() - Integer.BYTES);
        }
        return value == 1;
    }

    /**
     * Reads a single-precision number.
     *
     * @return the number
     * @throws XdrException when fewer than four bytes are left
     */
    public float getFloat() throws XdrException {
        need(Float.BYTES, "a number");
        return in.getFloat();
    }

    /**
     * Reads C's {@code char}.
     *
     * @return the byte, from U+0000 to U+00FF
     * @throws XdrException when the four bytes hold more than a byte
     */
    public char getChar() throws XdrException {
        int value = getInt();
        if (value < Byte.MIN_VALUE || value > 0xFF) {
            throw new XdrException("a character is one byte, not " + value, position() - Integer.BYTES);
        }
        return (char) (value & 0xFF);
    }

    /**
     * Reads a string of any length.
     *
     * @return the string, decoded by {@link WireText}
     * @throws XdrException when its length is more than what is left, or the padding is not zero
     */
    public String getString() throws XdrException {
        return getString(Integer.MAX_VALUE);
    }

    /**
     * Reads a string of limited length.
     *
     * @param limit how many bytes it may have at most
     * @return the string, decoded by {@link WireText}
     * @throws XdrException when it is longer than the limit or than what is left, or the padding is not zero
     */
    public String getString(int limit) throws XdrException {
        int length = length(limit, "a string");
        if (in.hasArray()) {
            String text = WireText.decode(in.array(), in.arrayOffset() + in.position(), length);
            in.position(in.position() + length);
            skipPadding(length);
            return text;
        }
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, 256)];
        }
        in.get(scratch, 0, length);
        skipPadding(length);
        return WireText.decode(scratch, 0, length);
    }

    /**
     * Reads a string that may be absent.
     *
     * @return the string, or null
     * @throws XdrException when the bytes are not such a string
     */
    public @Nullable String getOptionalString() throws XdrException {
        return getBool() ? getString() : null;
    }

    /**
     * Reads a counted list of strings.
     *
     * @return the strings; the list cannot be changed by others and is not shared
     * @throws XdrException when the bytes are not such a list
     */
    public List<String> getStringList() throws XdrException {
        return getList(XdrReader::getString, STRING_MINIMUM);
    }

    /**
     * Reads a counted list of keys and values in turns.
     *
     * @return the map in the order of the wire; when a key comes twice the later value stays
     * @throws XdrException when the count is odd or the bytes are not such a list
     */
    public Map<String, String> getStringMap() throws XdrException {
        int at = position();
        int count = count(STRING_MINIMUM);
        if (count % 2 != 0) {
            throw new XdrException("a table of keys and values cannot have " + count + " strings", at);
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i += 2) {
            String key = getString();
            map.put(key, getString());
        }
        return map;
    }

    /**
     * Reads bytes that have their number in front.
     *
     * @return a copy of the bytes
     * @throws XdrException when their number is more than what is left, or the padding is not zero
     */
    public byte[] getOpaque() throws XdrException {
        int length = length(Integer.MAX_VALUE, "a buffer");
        byte[] bytes = new byte[length];
        in.get(bytes);
        skipPadding(length);
        return bytes;
    }

    /**
     * Reads bytes that have their number in front, without copying them.
     *
     * @param limit how many bytes there may be at most
     * @return a view of the buffer that is read; good as long as that is
     * @throws XdrException when their number is above the limit or more than what is left, or the padding is not zero
     */
    public ByteBuffer getOpaqueView(int limit) throws XdrException {
        int length = length(limit, "a buffer");
        ByteBuffer view = in.slice(in.position(), length);
        in.position(in.position() + length);
        skipPadding(length);
        return view;
    }

    /**
     * Reads a field of fixed size.
     *
     * @param size its size in bytes, without padding
     * @return a copy of the bytes
     * @throws XdrException when fewer bytes are left, or the padding is not zero
     */
    public byte[] getFixedOpaque(int size) throws XdrException {
        need(size, "a field of " + size + " bytes");
        byte[] bytes = new byte[size];
        in.get(bytes);
        skipPadding(size);
        return bytes;
    }

    /**
     * Reads a counted list.
     *
     * @param decoder reads one item
     * @param minItemBytes how many bytes the smallest possible item takes, at least 1; a count that cannot be true is
     *     refused before memory is taken
     * @param <T> what an item becomes
     * @return the items in a list of its own
     * @throws XdrException when the bytes are not such a list
     */
    public <T> List<T> getList(ItemDecoder<T> decoder, int minItemBytes) throws XdrException {
        int count = count(minItemBytes);
        List<T> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(decoder.decode(this));
        }
        return items;
    }

    /** Whether bytes are left. */
    public boolean hasRemaining() {
        return in.hasRemaining();
    }

    /** How many bytes are left. */
    public int remaining() {
        return in.remaining();
    }

    /** How many bytes were read. */
    public int position() {
        return in.position();
    }

    private int count(int minItemBytes) throws XdrException {
        if (minItemBytes < 1) {
            throw new IllegalArgumentException("an item takes at least one byte, not " + minItemBytes);
        }
        int at = position();
        long count = getUnsignedInt();
        if (count > in.remaining() / minItemBytes) {
            throw new XdrException(
                    "a list of " + count + " items of at least " + minItemBytes + " bytes cannot be in the "
                            + in.remaining() + " bytes that are left",
                    at);
        }
        return (int) count;
    }

    private int length(int limit, String what) throws XdrException {
        int at = position();
        long length = getUnsignedInt();
        if (length > limit) {
            throw new XdrException(what + " of " + length + " bytes is above its limit of " + limit, at);
        }
        if (length > in.remaining()) {
            throw new XdrException(
                    what + " of " + length + " bytes cannot be in the " + in.remaining() + " bytes that are left", at);
        }
        return (int) length;
    }

    private void need(int bytes, String what) throws XdrException {
        if (in.remaining() < bytes) {
            throw new XdrException(
                    "the data end inside " + what + ": " + in.remaining() + " bytes are left", position());
        }
    }

    private void skipPadding(int length) throws XdrException {
        int padding = -length & 3;
        need(padding, "padding");
        for (int i = 0; i < padding; i++) {
            if (in.get() != 0) {
                throw new XdrException("padding is not zero", position() - 1);
            }
        }
    }
}
