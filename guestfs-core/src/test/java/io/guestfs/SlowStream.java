package io.guestfs;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Gives its content piece by piece, each after a pause, as a network would. */
public final class SlowStream extends FilterInputStream {

    private final int piece;
    private final IntSupplier millis;

    /**
     * Makes a stream.
     *
     * @param content what it gives
     * @param piece the size of a piece, in bytes
     * @param millis how long the pause before each is
     */
    public SlowStream(byte[] content, int piece, IntSupplier millis) {
        super(new ByteArrayInputStream(content));
        this.piece = piece;
        this.millis = millis;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        pause(millis.getAsInt());
        return super.read(bytes, offset, Math.min(length, piece));
    }

    static void pause(int millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
