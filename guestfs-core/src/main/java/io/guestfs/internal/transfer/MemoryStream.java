package io.guestfs.internal.transfer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Keeps a download in memory, up to what an array of Java can hold. */
public final class MemoryStream extends ByteArrayOutputStream {

    /** The largest content. Some JVMs refuse arrays of the very last sizes. */
    public static final long LIMIT = Integer.MAX_VALUE - 8L;

    private static final int USUAL = 8 * 1024;

    /** What an announced size makes us set aside at once: a size that is a lie must not use up the heap. */
    private static final int TRUSTED = 16 * 1024 * 1024;

    private final int expected;

    /** Is ready for content of any size. */
    public MemoryStream() {
        this(0);
    }

    /**
     * Is ready for content of a size that is probably known, so that less has to be copied.
     *
     * @param expected how many bytes are expected; more and fewer may come
     */
    public MemoryStream(long expected) {
        super((int) Math.max(USUAL, Math.min(expected, TRUSTED)));
        this.expected = (int) Math.max(0, Math.min(expected, LIMIT));
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        long needed = (long) count + length;
        if (needed > LIMIT) {
            throw new TooLarge();
        }
        if (needed > buf.length && needed <= expected) {
            buf = Arrays.copyOf(buf, (int) Math.max(needed, Math.min(expected, 4L * buf.length)));
        }
        super.write(bytes, offset, length);
    }

    /** Gives the content and forgets it, without a copy where nothing is left over. */
    public synchronized byte[] take() {
        byte[] content = count == buf.length ? buf : toByteArray();
        buf = new byte[0];
        count = 0;
        return content;
    }

    /** More came than fits. */
    public static final class TooLarge extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("more than the " + LIMIT + " bytes that fit into an array");
        }
    }
}
