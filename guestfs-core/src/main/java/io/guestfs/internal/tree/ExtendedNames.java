package io.guestfs.internal.tree;

import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * Names in the extended headers of the POSIX format, as the bytes they are. The tar library takes them for UTF-8, so that what is
 * no UTF-8 would be lost, and what is could not be told from the bytes of the other headers.
 */
final class ExtendedNames {

    private static final int BLOCK = TarConstants.DEFAULT_RCDSIZE;
    private static final int TYPE_AT = 156;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final String PATH = "path=";
    private static final String LINK = "linkpath=";

    private final byte[] headers;

    /** Takes what was read between two files: the padding of the first, then whole blocks. */
    ExtendedNames(byte[] headers) {
        this.headers = headers;
    }

    /** Gives an entry the names that its extended headers say, if they say any. */
    void apply(TarArchiveEntry entry) {
        int at = headers.length % BLOCK;
        while (at + BLOCK <= headers.length) {
            long size = TarUtils.parseOctalOrBinary(headers, at + SIZE_AT, SIZE_LENGTH);
            byte type = headers[at + TYPE_AT];
            int data = at + BLOCK;
            if (size < 0 || size > headers.length - data) {
                // The header of the file itself, behind which its content is.
                return;
            }
            if (type == TarConstants.LF_PAX_EXTENDED_HEADER_LC || type == TarConstants.LF_PAX_EXTENDED_HEADER_UC) {
                records(ByteText.of(Arrays.copyOfRange(headers, data, data + (int) size)), entry);
            }
            at = data + ((int) size + BLOCK - 1) / BLOCK * BLOCK;
        }
    }

    /** Goes through records, each of which is its length in digits, a space, keyword=value, and the end of a line. */
    private static void records(String records, TarArchiveEntry entry) {
        int at = 0;
        while (at < records.length()) {
            int space = records.indexOf(' ', at);
            int end = space < 0 ? -1 : at + length(records.substring(at, space));
            if (end <= space + 1 || end > records.length()) {
                return;
            }
            String record = records.substring(space + 1, end - 1);
            if (record.startsWith(PATH)) {
                entry.setName(record.substring(PATH.length()));
            } else if (record.startsWith(LINK)) {
                entry.setLinkName(record.substring(LINK.length()));
            }
            at = end;
        }
    }

    private static int length(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            // The tar library has something to say about such a record.
            return -1;
        }
    }
}
