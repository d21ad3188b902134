package io.guestfs.it;

import io.guestfs.GuestFS;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Carries a GiB into the guest and back, and prints how many bytes went each way and their sums. */
final class LargeTransferMain {

    private static final long MIB = 1024 * 1024;
    private static final long SIZE = 1024 * MIB;

    private LargeTransferMain() {}

    public static void main(String[] args) throws Exception {
        MessageDigest up = MessageDigest.getInstance("SHA-256");
        MessageDigest down = MessageDigest.getInstance("SHA-256");
        Noise noise = new Noise(up);
        DigestSink sink = new DigestSink(down);
        try (GuestFS g = new GuestFS()) {
            g.addDriveScratch(1536 * MIB);
            g.launch();
            g.mkfs("ext2", "/dev/sda");
            g.mount("/dev/sda", "/");
            g.upload(noise, "/large");
            g.download("/large", sink);
            g.shutdown();
        }
        System.out.println("bytes up " + noise.sent);
        System.out.println("bytes down " + sink.count());
        System.out.println("sum up " + HexFormat.of().formatHex(up.digest()));
        System.out.println("sum down " + HexFormat.of().formatHex(down.digest()));
    }

    /** Bytes that never repeat (xorshift), summed on their way. */
    private static final class Noise extends InputStream {

        private final MessageDigest digest;
        private long state = 0x2545f4914f6cdd1dL;
        private long sent;

        Noise(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int n = (int) Math.min(length, SIZE - sent);
            if (n <= 0) {
                return -1;
            }
            for (int i = 0; i < n; i++) {
                if ((i & 7) == 0) {
                    state ^= state << 13;
                    state ^= state >>> 7;
                    state ^= state << 17;
                }
                into[offset + i] = (byte) (state >>> (8 * (i & 7)));
            }
            digest.update(into, offset, n);
            sent += n;
            return n;
        }
    }
}
