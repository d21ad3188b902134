package io.guestfs.internal.tree;

import io.guestfs.protocol.xdr.WireText;

/** Text of archives: each byte is the character of the same number, so that names that are no text survive. */
final class ByteText {

    private static final int BYTE = 0xFF;

    private ByteText() {}

    /** Gives bytes a text. */
    static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            text.append((char) (b & BYTE));
        }
        return text.toString();
    }

    /** Gives the bytes of a text. */
    static byte[] bytes(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            if (text.charAt(i) > BYTE) {
                // Extended headers are UTF-8 by definition and give characters that are no bytes.
                return WireText.encode(text);
            }
            bytes[i] = (byte) text.charAt(i);
        }
        return bytes;
    }

    /** Tells whether every locale has the same bytes for a text. */
    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
