package io.guestfs.it;

import java.io.OutputStream;
import java.security.MessageDigest;

/** Sums what is written to it and keeps nothing else. */
final class DigestSink extends OutputStream {

    private final MessageDigest digest;
    private long count;

    DigestSink(MessageDigest digest) {
        this.digest = digest;
    }

    @Override
    public void write(int b) {
        digest.update((byte) b);
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        count += length;
    }

    /** How many bytes came. */
    long count() {
        return count;
    }
}
