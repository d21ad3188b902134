package io.guestfs.internal.tree;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Limits how much is read between two files of an archive. Long names are read into memory at once by the tar library,
 * and how long they are is for the guest to say.
 */
final class HeaderLimit extends FilterInputStream {

    private static final int LIMIT = 1024 * 1024;

    private final ByteArrayOutputStream headers = new ByteArrayOutputStream();
    private boolean limited;
    private long left;

    HeaderLimit(InputStream in) {
        super(in);
    }

    /** The next bytes are headers. */
    void headerBegins() {
        limited = true;
        left = LIMIT;
        headers.reset();
    }

    /** The next bytes are file data. */
    void headerEnds() {
        limited = false;
    }

    /** What was read as headers the last time. */
    byte[] headers() {
        return headers.toByteArray();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        left -= Math.max(0, n);
        if (limited && left < 0) {
            throw new IOException("a header of more than " + LIMIT + " bytes");
        }
        if (limited && n > 0) {
            headers.write(bytes, offset, n);
        }
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] waste = new byte[(int) Math.min(count, 8192)];
        return waste.length == 0 ? 0 : Math.max(0, read(waste, 0, waste.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
