package io.guestfs.internal.transfer;

import java.io.ByteArrayOutputStream;

/** Keeps a download in memory, up to what an array of Java can hold. */
public final class MemoryStream extends ByteArrayOutputStream {

    /** Some JVMs refuse arrays of the very last sizes. */
    private static final long LIMIT = Integer.MAX_VALUE - 8L;

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if ((long) count + length > LIMIT) {
            throw new TooLarge();
        }
        super.write(bytes, offset, length);
    }

    /** More came than fits. */
    public static final class TooLarge extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("more than the " + LIMIT + " bytes that fit into an array");
        }
    }
}
