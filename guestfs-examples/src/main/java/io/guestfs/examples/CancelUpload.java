package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.CancelledException;
import io.guestfs.error.GuestFSException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Uploads a stream that never ends, cancels the upload from another thread, and goes on with the same handle. */
public final class CancelUpload {

    private static final long DISK_BYTES = 1L << 30;
    private static final long ENOUGH_BYTES = 32L << 20;

    private CancelUpload() {}

    /**
     * Runs the example.
     *
     * @param args nothing
     * @throws InterruptedException never, because nobody interrupts
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 0) {
            System.err.println("usage: CancelUpload");
            System.exit(2);
        }
        try (GuestFS g = new GuestFS();
                ProgressDisplay progress = new ProgressDisplay(g)) {
            g.addDriveScratch(DISK_BYTES);
            g.launch();
            Endless endless = new Endless();
            Thread canceller = new Thread(() -> cancelWhenEnough(g, endless));
            canceller.start();
            try {
                g.upload(endless, "/dev/sda");
            } catch (CancelledException e) {
                System.out.println("The upload ended: " + e.getMessage());
            }
            canceller.join();
            // The connection is in step, so the next call works as if nothing had happened.
            g.mkfs("ext4", "/dev/sda");
            System.out.println("The handle still works: made " + g.vfsType("/dev/sda") + " on the same disk.");
            g.shutdown();
        } catch (GuestFSException e) {
            System.err.println("CancelUpload: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void cancelWhenEnough(GuestFS g, Endless endless) {
        try {
            endless.enough.await();
            g.userCancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives zeros for ever, and tells when it has given a good many. */
    private static final class Endless extends InputStream {
        private final CountDownLatch enough = new CountDownLatch(1);
        private long given;

        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            Arrays.fill(into, offset, offset + length, (byte) 0);
            given += length;
            if (given >= ENOUGH_BYTES) {
                enough.countDown();
            }
            return length;
        }
    }
}
