package io.guestfs.disaster;

import java.io.InputStream;

/** A source without end. */
final class EndlessZeros extends InputStream {

    private final Runnable atEachRead;

    EndlessZeros() {
        this(() -> {});
    }

    EndlessZeros(Runnable atEachRead) {
        this.atEachRead = atEachRead;
    }

    @Override
    public int read() {
        return 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        atEachRead.run();
        java.util.Arrays.fill(bytes, offset, offset + length, (byte) 0);
        return length;
    }
}
