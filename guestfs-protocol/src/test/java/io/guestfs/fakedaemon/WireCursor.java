package io.guestfs.fakedaemon;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads big-endian bytes by hand; shares no code with what is tested. Throws when the bytes end too early. */
public final class WireCursor {
    private final byte[] bytes;
    private int at;

    /** Begins at the first byte. */
    public WireCursor(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** A 32-bit word, unsigned. */
    public long u32() {
        long word = 0;
        for (int i = 0; i < 4; i++) {
            word = word << 8 | (bytes[at++] & 0xFF);
        }
        return word;
    }

    /** A 32-bit word, signed. */
    public int i32() {
        return (int) u32();
    }

    /** A 64-bit word. */
    public long i64() {
        return u32() << 32 | u32();
    }

    /** Bytes that have their number in front. */
    public byte[] opaque() {
        int size = i32();
        byte[] content = Arrays.copyOfRange(bytes, at, at + size);
        at += (size + 3) / 4 * 4;
        return content;
    }

    /** A string. */
    public String string() {
        return new String(opaque(), StandardCharsets.UTF_8);
    }

    /** A string that may be absent. */
    public @Nullable String optionalString() {
        return u32() == 1 ? string() : null;
    }

    /** A counted list of strings. */
    public List<String> strings() {
        List<String> texts = new ArrayList<>();
        for (long count = u32(); count > 0; count--) {
            texts.add(string());
        }
        return texts;
    }

    /** Whether everything was read. */
    public boolean atEnd() {
        return at == bytes.length;
    }
}
