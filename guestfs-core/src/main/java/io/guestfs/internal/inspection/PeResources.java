package io.guestfs.internal.inspection;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * The resources inside of a Windows program: a tree of exactly three levels, which are type, number and language. The
 * program comes from a guest, so nothing outside of the file is looked at (a sum that overflows is negative), no more than
 * {@value #MOST_ENTRIES} entries of a directory are looked through, and nothing is ever visited twice.
 */
final class PeResources {

    private static final int MOST_SECTIONS = 96;
    private static final int MOST_ENTRIES = 4096;

    private static final int DOS_MAGIC = 0x5a4d;
    private static final int PE_MAGIC = 0x4550;
    private static final int HEADER_AT = 0x3c;
    private static final int FILE_HEADER_SIZE = 24;
    private static final int PE32 = 0x10b;
    private static final int PE32_PLUS = 0x20b;
    private static final int DIRECTORIES_OF_PE32 = 96;
    private static final int DIRECTORIES_OF_PE32_PLUS = 112;
    private static final int RESOURCES = 2;
    private static final int SECTION_SIZE = 40;
    private static final int DIRECTORY_HEADER = 16;
    private static final int ENTRY_SIZE = 8;
    private static final int BELOW = 0x80000000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer program;

    private PeResources(byte[] program) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Finds a resource, in whatever language comes first.
     *
     * @param program the bytes of the whole file
     * @return its bytes, little-endian; none when it is not there or the program is broken
     */
    static ByteBuffer find(byte[] program, int type, int number) {
        try {
            return new PeResources(program).find(type, number);
        } catch (IndexOutOfBoundsException e) {
            // A place that lies outside of the file.
            return NOTHING;
        }
    }

    private ByteBuffer find(int type, int number) {
        int header = program.getInt(HEADER_AT);
        if (unsignedShort(0) != DOS_MAGIC || program.getInt(header) != PE_MAGIC) {
            return NOTHING;
        }
        int options = header + FILE_HEADER_SIZE;
        int magic = unsignedShort(options);
        if (magic != PE32 && magic != PE32_PLUS) {
            return NOTHING;
        }
        int directories = options + (magic == PE32 ? DIRECTORIES_OF_PE32 : DIRECTORIES_OF_PE32_PLUS);
        if (program.getInt(directories - Integer.BYTES) <= RESOURCES) {
            return NOTHING;
        }
        Sections sections =
                new Sections(options + unsignedShort(header + 20), Math.min(MOST_SECTIONS, unsignedShort(header + 6)));
        int root = sections.place(program.getInt(directories + RESOURCES * 8));
        OptionalInt numbers = below(root, root, type);
        OptionalInt languages = numbers.isEmpty() ? numbers : below(root, numbers.getAsInt(), number);
        return languages.isEmpty() ? NOTHING : first(root, languages.getAsInt(), sections);
    }

    /** Looks for a number in a directory that has directories below it. */
    private OptionalInt below(int root, int directory, int number) {
        int named = unsignedShort(directory + 12);
        int numbered = unsignedShort(directory + 14);
        int entry = directory + DIRECTORY_HEADER + named * ENTRY_SIZE;
        for (int i = 0; i < Math.min(numbered, MOST_ENTRIES); i++, entry += ENTRY_SIZE) {
            int place = program.getInt(entry + 4);
            if (program.getInt(entry) == number && (place & BELOW) != 0) {
                return OptionalInt.of(root + (place & ~BELOW));
            }
        }
        return OptionalInt.empty();
    }

    private ByteBuffer first(int root, int languages, Sections sections) {
        int place = program.getInt(languages + DIRECTORY_HEADER + 4);
        if ((place & BELOW) != 0 || unsignedShort(languages + 12) + unsignedShort(languages + 14) == 0) {
            return NOTHING;
        }
        int data = root + place;
        int start = sections.place(program.getInt(data));
        return program.slice(start, program.getInt(data + 4)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int unsignedShort(int at) {
        return Short.toUnsignedInt(program.getShort(at));
    }

    /** The table that tells which part of the file becomes which part of the memory. */
    private final class Sections {

        private final int table;
        private final int count;

        Sections(int table, int count) {
            this.table = table;
            this.count = count;
        }

        /** Where in the file something is that the program will find at an address. */
        int place(int address) {
            for (int section = table; section < table + count * SECTION_SIZE; section += SECTION_SIZE) {
                long inside = Integer.toUnsignedLong(address) - Integer.toUnsignedLong(program.getInt(section + 12));
                if (inside >= 0 && inside < Integer.toUnsignedLong(program.getInt(section + 16))) {
                    long place = inside + Integer.toUnsignedLong(program.getInt(section + 20));
                    return (int) Math.min(place, Integer.MAX_VALUE);
                }
            }
            throw new IndexOutOfBoundsException("no section of the program holds the address " + address);
        }
    }
}
