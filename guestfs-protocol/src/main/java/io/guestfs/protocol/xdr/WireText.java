package io.guestfs.protocol.xdr;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Text of the wire and text of Java.
 *
 * <p>The wire carries UTF-8, but names in a guest are bytes and need not be UTF-8. A byte that is no part of valid
 * UTF-8 becomes one lone low surrogate, U+DC80 for 0x80 up to U+DCFF for 0xFF, and goes back as that byte. So every
 * byte string survives a round trip. U+0000 would end a string in the daemon, and the other lone surrogates stand for
 * nothing; both are refused before anything is sent.
 */
public final class WireText {
    private static final char FIRST_ESCAPE = '\uDC80';
    private static final char LAST_ESCAPE = '\uDCFF';
    private static final int ESCAPE_BASE = 0xDC00;

    private WireText() {}

    /**
     * Turns a string into wire bytes.
     *
     * @param text the string
     * @return its bytes, without length and padding
     * @throws WireTextException when it holds U+0000 or a lone surrogate outside U+DC80..U+DCFF
     */
    public static byte[] encode(String text) {
        int firstEscape = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new WireTextException("U+0000 cannot be part of a text for the guest; found", i);
            }
            if (Character.isSurrogate(c)) {
                if (startsPair(text, i)) {
                    i++;
                } else if (isEscape(c)) {
                    firstEscape = firstEscape < 0 ? i : firstEscape;
                } else {
                    throw new WireTextException(
                            "the lone surrogate U+" + Integer.toHexString(c).toUpperCase(Locale.ROOT)
                                    + " has no bytes; found",
                            i);
                }
            }
        }
        return firstEscape < 0 ? text.getBytes(StandardCharsets.UTF_8) : encodeWithEscapes(text);
    }

    /**
     * Turns wire bytes into a string. Never fails; 0x00 stays as U+0000.
     *
     * @param bytes the bytes, without length and padding
     * @return the string
     */
    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /**
     * Turns a range of wire bytes into a string. Never fails; 0x00 stays as U+0000.
     *
     * @param bytes where the bytes are
     * @param offset the first of them
     * @param length how many
     * @return the string
     */
    public static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        // The JDK puts U+FFFD where bytes are malformed; only then, or for a genuine U+FFFD, is the slow way needed.
        return text.indexOf('\uFFFD') < 0 ? text : decodeWithEscapes(bytes, offset, length);
    }

    private static boolean isEscape(char c) {
        return c >= FIRST_ESCAPE && c <= LAST_ESCAPE;
    }

    private static boolean startsPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }

    private static byte[] encodeWithEscapes(String text) {
        byte[] out = new byte[Math.multiplyExact(text.length(), 3)];
        int size = 0;
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (codePoint >= FIRST_ESCAPE && codePoint <= LAST_ESCAPE) {
                out[size++] = (byte) (codePoint - ESCAPE_BASE);
            } else {
                size = putUtf8(codePoint, out, size);
            }
        }
        return Arrays.copyOf(out, size);
    }

    private static int putUtf8(int codePoint, byte[] out, int at) {
        int size = at;
        if (codePoint < 0x80) {
            out[size++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            out[size++] = (byte) (0xC0 | codePoint >> 6);
            out[size++] = continuation(codePoint, 0);
        } else if (codePoint < 0x10000) {
            out[size++] = (byte) (0xE0 | codePoint >> 12);
            out[size++] = continuation(codePoint, 6);
            out[size++] = continuation(codePoint, 0);
        } else {
            out[size++] = (byte) (0xF0 | codePoint >> 18);
            out[size++] = continuation(codePoint, 12);
            out[size++] = continuation(codePoint, 6);
            out[size++] = continuation(codePoint, 0);
        }
        return size;
    }

    private static byte continuation(int codePoint, int shift) {
        return (byte) (0x80 | (codePoint >> shift & 0x3F));
    }

    private static String decodeWithEscapes(byte[] bytes, int offset, int length) {
        StringBuilder text = new StringBuilder(length);
        int end = offset + length;
        int i = offset;
        while (i < end) {
            int size = sequenceLength(bytes, i, end);
            if (size == 0) {
                text.append((char) (ESCAPE_BASE + (bytes[i] & 0xFF)));
                i++;
            } else {
                text.appendCodePoint(codePoint(bytes, i, size));
                i += size;
            }
        }
        return text.toString();
    }

    /** Length of the valid UTF-8 sequence at {@code at}, or 0 when the byte there belongs to none. */
    private static int sequenceLength(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int size =
                lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
        if (size == 0 || size > end - at) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int codePoint = codePoint(bytes, at, size);
        boolean shortest = size == 2 || codePoint >= (size == 3 ? 0x800 : 0x10000);
        boolean scalar = codePoint <= Character.MAX_CODE_POINT && (codePoint < 0xD800 || codePoint > 0xDFFF);
        return shortest && scalar ? size : 0;
    }

    private static int codePoint(byte[] bytes, int at, int size) {
        int lead = bytes[at] & 0xFF;
        int value = size == 1 ? lead : lead & (0x7F >> size);
        for (int i = 1; i < size; i++) {
            value = value << 6 | (bytes[at + i] & 0x3F);
        }
        return value;
    }
}
