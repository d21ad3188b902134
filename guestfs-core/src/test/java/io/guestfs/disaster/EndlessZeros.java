package io.guestfs.disaster;

import java.io.InputStream;
import java.util.Arrays;

/** A source without end. */
public final class EndlessZeros extends InputStream {

    private final Runnable atEachRead;

    EndlessZeros() {
        this(() -> {});
    }

    /**
     * Makes one.
     *
     * @param atEachRead is run before each read of more than one byte
     */
    public EndlessZeros(Runnable atEachRead) {
        this.atEachRead = atEachRead;
    }

    @Override
    public int read() {
        return 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        atEachRead.run();
        Arrays.fill(bytes, offset, offset + length, (byte) 0);
        return length;
    }
}
