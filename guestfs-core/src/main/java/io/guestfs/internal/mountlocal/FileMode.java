package io.guestfs.internal.mountlocal;

import io.guestfs.structs.StatNs;

/** The numbers that Linux keeps in the mode of a file. */
final class FileMode {

    static final int TYPE = 0170000;
    static final int DIRECTORY = 0040000;
    static final int LINK = 0120000;

    private FileMode() {}

    static boolean isDirectory(StatNs stat) {
        return (stat.stMode() & TYPE) == DIRECTORY;
    }

    /** Directories have several links too, but only one name. */
    static boolean hasSeveralNames(StatNs stat) {
        return stat.stNlink() > 1 && !isDirectory(stat);
    }

    /** The type bits for the letter that a directory listing gives; 0 for a letter that says nothing. */
    static int ofEntry(char kind) {
        return switch (kind) {
            case 'b' -> 0060000;
            case 'c' -> 0020000;
            case 'd' -> DIRECTORY;
            case 'f' -> 0010000;
            case 'l' -> LINK;
            case 'r' -> 0100000;
            case 's' -> 0140000;
            default -> 0;
        };
    }
}
