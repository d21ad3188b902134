package io.guestfs.internal.handle;

import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What happens to messages of a handle apart from its callbacks: they go to SLF4J; those that no callback and no logger
 * took go to the error stream in the form of the C library.
 */
public final class DefaultEventPrinter {

    private static final Logger APPLIANCE = LoggerFactory.getLogger("guestfs.appliance");
    private static final Logger LIBRARY = LoggerFactory.getLogger("guestfs.library");
    private static final Logger TRACE = LoggerFactory.getLogger("guestfs.trace");
    private static final Logger WARNING = LoggerFactory.getLogger("guestfs.warning");

    /** How text of the guest holds bytes that are not UTF-8. */
    private static final int FIRST_LONE_BYTE = 0xDC80;

    private static final int LAST_LONE_BYTE = 0xDCFF;

    private final BooleanSupplier verbose;
    private final Supplier<String> identifier;

    /**
     * Makes the printer of one handle.
     *
     * @param verbose whether console output and log lines are wanted
     * @param identifier the handle's identifier, printed before traces
     */
    public DefaultEventPrinter(BooleanSupplier verbose, Supplier<String> identifier) {
        this.verbose = verbose;
        this.identifier = identifier;
    }

    /** Logs a message, or prints it when neither a callback heard it nor a logger takes it. */
    public void message(Event.Message message, boolean heard) {
        if (!log(message) && !heard) {
            String line = line(message.kind(), message.text());
            if (line != null) {
                print(line);
            }
        }
    }

    private boolean log(Event.Message message) {
        Logger logger = logger(message.kind());
        Level level = message.kind() == EventKind.WARNING ? Level.WARN : Level.DEBUG;
        if (logger == null || !logger.isEnabledForLevel(level)) {
            return false;
        }
        logger.atLevel(level).log(prefix(message) + message.text().stripTrailing());
        return true;
    }

    private String prefix(Event.Message message) {
        String id = identifier.get();
        return message.kind() == EventKind.TRACE && !id.isEmpty() ? id + ": " : "";
    }

    private static @Nullable Logger logger(EventKind kind) {
        return switch (kind) {
            case APPLIANCE -> APPLIANCE;
            case LIBRARY -> LIBRARY;
            case TRACE -> TRACE;
            case WARNING -> WARNING;
            default -> null;
        };
    }

    /** Gives the line for the error stream, or null when this kind is not printed. */
    @Nullable
    String line(EventKind kind, String text) {
        String id = identifier.get();
        return switch (kind) {
            case APPLIANCE -> verbose.getAsBoolean() ? escape(text, true) : null;
            case LIBRARY -> verbose.getAsBoolean() ? "libguestfs: " + escape(text, false) + "\n" : null;
            case WARNING -> "libguestfs: warning: " + escape(text, false) + "\n";
            case TRACE -> "libguestfs: trace: " + (id.isEmpty() ? "" : id + ": ") + escape(text, false) + "\n";
            default -> null;
        };
    }

    /** Makes control characters visible: a guest must not be able to drive the terminal of the host. */
    private static String escape(String text, boolean keepLines) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (c >= FIRST_LONE_BYTE && c <= LAST_LONE_BYTE) {
                escape(out, c & 0xff, keepLines);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    escape(out, b & 0xff, keepLines);
                }
            }
        });
        return out.toString();
    }

    private static void escape(StringBuilder out, int b, boolean keepLines) {
        char c = (char) b;
        if ((c >= 0x20 && c < 0x7f) || (keepLines && (c == '\n' || c == '\r'))) {
            out.append(c);
        } else {
            out.append(mnemonic(c));
        }
    }

    private static String mnemonic(char c) {
        return switch (c) {
            case 0 -> "\\0";
            case 7 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 11 -> "\\v";
            default -> "\\x" + Integer.toHexString(c);
        };
    }

    private static void print(String line) {
        PrintStream err = System.err;
        err.print(line);
        err.flush();
    }
}
