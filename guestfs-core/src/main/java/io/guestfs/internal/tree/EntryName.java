package io.guestfs.internal.tree;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A name of an archive, one character for each byte, and what it means below the place where the archive is unpacked.
 * The guest made it up: it may try to lead elsewhere, and it may hold what a terminal takes for a command.
 */
final class EntryName {

    private final String raw;
    private final List<String> elements = new ArrayList<>();

    /** Takes a name as it is in the archive. */
    EntryName(String raw) {
        this.raw = raw;
        for (String element : raw.split("/", -1)) {
            if (!element.isEmpty() && !element.equals(".")) {
                elements.add(element);
            }
        }
    }

    /** Fails when the name leads out of the tree. */
    EntryName check() throws RefusedEntryException {
        if (raw.startsWith("/")) {
            throw new RefusedEntryException(this, "an absolute name; nothing may be written outside of the target");
        }
        if (elements.contains("..")) {
            throw new RefusedEntryException(
                    this, "a name that leads upwards; nothing may be written outside of the target");
        }
        return this;
    }

    /** Whether it stands for the tree itself. */
    boolean isRoot() {
        return elements.isEmpty();
    }

    /** The directories above it, outermost first. */
    List<String> parents() {
        return elements.subList(0, elements.size() - 1);
    }

    /** The bytes of its last element. */
    byte[] lastBytes() {
        return ByteText.bytes(elements.get(elements.size() - 1));
    }

    /** The elements with a slash behind each: what is below a directory begins with its key. */
    String key() {
        StringBuilder key = new StringBuilder();
        elements.forEach(element -> key.append(element).append('/'));
        return key.toString();
    }

    /** The name for people: control characters can't do anything. */
    String shown() {
        return shown(raw);
    }

    private static String shown(String raw) {
        StringBuilder shown = new StringBuilder();
        for (byte b : ByteText.bytes(raw)) {
            if (b >= 0x20 && b < 0x7F) {
                shown.append((char) b);
            } else {
                shown.append("\\x").append(HexFormat.of().toHexDigits(b));
            }
        }
        return shown.toString();
    }
}
