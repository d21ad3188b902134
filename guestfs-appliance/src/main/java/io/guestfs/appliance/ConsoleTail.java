package io.guestfs.appliance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The end of a byte stream, kept in a ring; turned into lines only when somebody asks. */
final class ConsoleTail {
    private static final int SIZE = 8 << 10;
    private static final int LINES = 20;
    private static final String PANIC = "Kernel panic - not syncing";

    private final byte[] ring = new byte[SIZE];
    private long written;

    void add(byte[] bytes) {
        int from = Math.max(0, bytes.length - SIZE);
        int at = (int) ((written + from) % SIZE);
        int length = bytes.length - from;
        int first = Math.min(length, SIZE - at);
        System.arraycopy(bytes, from, ring, at, first);
        System.arraycopy(bytes, from + first, ring, 0, length - first);
        written += bytes.length;
    }

    /** The last lines, and before them the reason of a panic, without control characters, which would play tricks on a terminal. */
    List<String> lines() {
        int length = (int) Math.min(written, SIZE);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = ring[(int) ((written - length + i) % SIZE)];
        }
        List<String> lines = new String(text, StandardCharsets.UTF_8)
                .lines()
                .map(ConsoleTail::printable)
                .filter(line -> !line.isEmpty())
                .toList();
        int from = Math.max(0, lines.size() - LINES);
        // The kernel says why it panics, and then where it was, which is longer than what is told.
        return Stream.concat(
                        lines.stream().limit(from).filter(line -> line.contains(PANIC)),
                        lines.stream().skip(from))
                .toList();
    }

    private static String printable(String line) {
        StringBuilder text = new StringBuilder(line.length());
        line.codePoints().filter(c -> !Character.isISOControl(c)).forEach(text::appendCodePoint);
        return text.toString().strip();
    }
}
