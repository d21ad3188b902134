package io.guestfs.internal.tree;

import io.guestfs.protocol.xdr.WireText;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names of host files as the bytes they are.
 *
 * <p>Java turns names into text with the encoding of the locale and can't bring back what does not fit. The URI of a
 * path, however, has every byte in it, whatever the locale.
 */
public final class LocalNames {

    private static final HexFormat ESCAPES = HexFormat.of().withPrefix("%").withUpperCase();

    private LocalNames() {}

    /** Makes a path of text as it is used for the guest: bytes that are no UTF-8 are lone surrogates. */
    public static Path path(String text) {
        byte[] bytes = WireText.encode(text);
        return path(bytes);
    }

    /** Makes a path, absolute or relative, of its bytes. */
    static Path path(byte[] bytes) {
        Path path = Path.of(bytes.length > 0 && bytes[0] == '/' ? "/" : "");
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                if (i > from) {
                    path = child(path, Arrays.copyOfRange(bytes, from, i));
                }
                from = i + 1;
            }
        }
        return path;
    }

    /** Gives the entry of a directory by the bytes of its name. */
    static Path child(Path directory, byte[] name) {
        String text = ByteText.of(name);
        if (ByteText.isAscii(text)) {
            return directory.resolve(text);
        }
        return directory.resolve(
                Path.of(URI.create("file:///" + ESCAPES.formatHex(name))).getFileName());
    }

    /** Gives the bytes of a path, as it is: relative stays relative. */
    static byte[] bytes(Path path) {
        String text = path.toString();
        if (ByteText.isAscii(text)) {
            return ByteText.bytes(text);
        }
        StringBuilder escaped = new StringBuilder(path.isAbsolute() ? "/" : "");
        for (Path element : path) {
            if (escaped.length() > 1 || (escaped.length() == 1 && !path.isAbsolute())) {
                escaped.append('/');
            }
            escaped.append(escapedName(element));
        }
        return unescaped(escaped.toString());
    }

    private static String escapedName(Path element) {
        String whole = Path.of("/").resolve(element).toUri().getRawPath();
        // A slash is put behind the names of directories.
        int end = whole.endsWith("/") ? whole.length() - 1 : whole.length();
        return whole.substring(whole.lastIndexOf('/', end - 1) + 1, end);
    }

    private static byte[] unescaped(String text) {
        byte[] bytes = new byte[text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                bytes[size++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
                i += 2;
            } else {
                bytes[size++] = (byte) text.charAt(i);
            }
        }
        return Arrays.copyOf(bytes, size);
    }
}
