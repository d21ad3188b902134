package io.guestfs.appliance.libvirt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** XML as it is written for people: one element a line. Text is escaped, and what XML can't hold is refused. */
final class XmlText {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Attributes: names and values in turn; a null value leaves its attribute out. */
    XmlText leaf(String name, @Nullable String... attributes) {
        start(name, attributes).append("/>\n");
        return this;
    }

    XmlText text(String name, String content, @Nullable String... attributes) {
        start(name, attributes)
                .append('>')
                .append(escaped(content))
                .append("</")
                .append(name)
                .append(">\n");
        return this;
    }

    XmlText element(String name, Consumer<XmlText> inside, @Nullable String... attributes) {
        start(name, attributes).append(">\n");
        open.push(name);
        inside.accept(this);
        open.pop();
        indent().append("</").append(name).append(">\n");
        return this;
    }

    private StringBuilder start(String name, @Nullable String[] attributes) {
        indent().append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            String value = attributes[i + 1];
            if (value != null) {
                text.append(' ')
                        .append(attributes[i])
                        .append("='")
                        .append(escaped(value))
                        .append('\'');
            }
        }
        return text;
    }

    private StringBuilder indent() {
        return text.append("  ".repeat(open.size()));
    }

    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder(value.length());
        value.codePoints().forEach(c -> append(escaped, c));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, int c) {
        switch (c) {
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '&' -> escaped.append("&amp;");
            case '\'' -> escaped.append("&apos;");
            // As they are, a reader would make blanks of them.
            case '\t', '\n', '\r' -> escaped.append("&#").append(c).append(';');
            default -> {
                if (c < ' ' || (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe || c == 0xffff) {
                    throw new UnspeakableException(c);
                }
                escaped.appendCodePoint(c);
            }
        }
    }

    /** A character that no XML text can hold. */
    static final class UnspeakableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnspeakableException(int c) {
            super("U+" + String.format(java.util.Locale.ROOT, "%04X", c));
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
