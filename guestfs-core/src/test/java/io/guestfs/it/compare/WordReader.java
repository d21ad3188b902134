package io.guestfs.it.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a script line apart. */
final class WordReader {

    private final String line;
    private int position;

    private WordReader(String line) {
        this.line = line;
    }

    /**
     * The words of a line. Blanks separate them; in double quotes they do not. Braces around words make a list. In quotes
     * {@code \n}, {@code \t}, {@code \r}, {@code \"}, {@code \\} and {@code \xNN} stand for what can't be written.
     */
    static List<Word> words(String line) {
        WordReader reader = new WordReader(line);
        List<Word> words = new ArrayList<>();
        for (Word word = reader.next(); word != null; word = reader.next()) {
            words.add(word);
        }
        return words;
    }

    private @Nullable Word next() {
        skipBlanks();
        if (atEnd()) {
            return null;
        }
        String text = text();
        if (atEnd() || line.charAt(position) != '{') {
            return new Word(text, null);
        }
        position++;
        return new Word(text, elements());
    }

    private List<String> elements() {
        List<String> elements = new ArrayList<>();
        skipBlanks();
        while (!atEnd() && line.charAt(position) != '}') {
            elements.add(text());
            skipBlanks();
        }
        if (atEnd()) {
            throw new IllegalArgumentException("a list without end: " + line);
        }
        position++;
        return elements;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        while (!atEnd() && (quoted || " {}".indexOf(line.charAt(position)) < 0)) {
            char c = line.charAt(position++);
            if (c == '"') {
                quoted = !quoted;
            } else {
                text.append(quoted && c == '\\' ? escaped() : c);
            }
        }
        return text.toString();
    }

    private char escaped() {
        char c = line.charAt(position++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'x' -> {
                position += 2;
                yield (char) Integer.parseInt(line.substring(position - 2, position), 16);
            }
            default -> c;
        };
    }

    private void skipBlanks() {
        while (!atEnd() && line.charAt(position) == ' ') {
            position++;
        }
    }

    private boolean atEnd() {
        return position >= line.length();
    }
}
