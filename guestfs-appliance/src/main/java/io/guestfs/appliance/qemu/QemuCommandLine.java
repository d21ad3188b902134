package io.guestfs.appliance.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of a qemu command line in order. The only place that knows how commas are quoted in option lists. */
public final class QemuCommandLine {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._=,:/+-]+");
    private static final Pattern SPECIAL = Pattern.compile("([$`\"\\\\])");

    private final String program;
    private final List<Option> options = new ArrayList<>();

    /**
     * Starts a command line.
     *
     * @param program the qemu program
     */
    public QemuCommandLine(String program) {
        this.program = program;
    }

    private record Option(String name, @Nullable String value) {}

    /** Items of one option list, for instance {@code socket,path=...}. */
    static final class Items {
        private final StringBuilder text = new StringBuilder();

        /** Adds a bare word, which holds no comma. */
        Items word(String word) {
            text.append(text.isEmpty() ? "" : ",").append(word);
            return this;
        }

        /** Adds {@code key=value}; commas inside the value are doubled, which is how qemu wants them. */
        Items item(String key, String value) {
            return word(key + "=" + value.replace(",", ",,"));
        }

        /** Adds {@code key=value} unless there is no value. */
        Items optional(String key, @Nullable String value) {
            return value == null ? this : item(key, value);
        }
    }

    QemuCommandLine flag(String name) {
        options.add(new Option(name, null));
        return this;
    }

    /** An option whose value qemu takes as it is: a number, a file name, the kernel command line. */
    QemuCommandLine plain(String name, String value) {
        options.add(new Option(name, value));
        return this;
    }

    QemuCommandLine list(String name, Items items) {
        options.add(new Option(name, items.text.toString()));
        return this;
    }

    /**
     * Adds an option of the user, untouched.
     *
     * @param name the option with its dash
     * @param value its value; null for none
     * @return this
     */
    public QemuCommandLine extra(String name, @Nullable String value) {
        options.add(new Option(name, value));
        return this;
    }

    /**
     * The words to start.
     *
     * @return program and arguments
     */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(program);
        for (Option option : options) {
            words.add(option.name());
            if (option.value() != null) {
                words.add(option.value());
            }
        }
        return words;
    }

    /**
     * The command line for people: one option a line, quoted for a shell.
     *
     * @return the text, which a shell could run
     */
    public String print() {
        StringBuilder text = new StringBuilder(quote(program));
        for (Option option : options) {
            text.append(" \\\n    ").append(quote(option.name()));
            if (option.value() != null) {
                text.append(' ').append(quote(option.value()));
            }
        }
        return text.toString();
    }

    private static String quote(String word) {
        if (PLAIN.matcher(word).matches()) {
            return word;
        }
        return "\"" + SPECIAL.matcher(word).replaceAll("\\\\$1") + "\"";
    }
}
