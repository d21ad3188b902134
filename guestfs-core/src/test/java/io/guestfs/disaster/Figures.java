package io.guestfs.disaster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * What the disaster tests measured on this machine, one line for each figure in {@code target/disaster-figures.txt}. The
 * tests assert limits that hold on a loaded machine; the figures are for {@code docs/reliability.md}.
 */
public final class Figures {

    private static final Path FILE = Path.of("target", "disaster-figures.txt");

    private Figures() {}

    /** Notes how long something took since {@link System#nanoTime} said this. */
    public static void since(long begin, String what) {
        note("%s: %.2f s", what, (System.nanoTime() - begin) / 1e9);
    }

    /** Notes a figure. */
    @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotation would be one more dependency
    public static void note(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        System.out.println("measured: " + line);
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(
                    FILE, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
