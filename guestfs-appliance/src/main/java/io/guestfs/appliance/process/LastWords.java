package io.guestfs.appliance.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads what a long-lived child writes, so that it never waits for us, and keeps the end. Safe for use by several threads. */
public final class LastWords {
    private static final int KEPT = 4 << 10;
    private static final int READ_SIZE = 1 << 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private byte[] tail = new byte[0];

    private LastWords() {}

    /**
     * Starts reading, on a thread of its own, until the child has ended.
     *
     * @param child the child, whose output nobody else reads
     * @return what it says
     */
    public static LastWords of(ChildProcess child) {
        LastWords words = new LastWords();
        Thread thread = new Thread(() -> words.read(child.output()), "guestfs-output-of-" + child.pid());
        thread.setDaemon(true);
        thread.start();
        return words;
    }

    private void read(InputStream stream) {
        byte[] buffer = new byte[READ_SIZE];
        try (stream) {
            int count = stream.read(buffer);
            while (count >= 0) {
                keep(Arrays.copyOf(buffer, count));
                count = stream.read(buffer);
            }
        } catch (IOException e) {
            // The pipe broke with the process; what has been read stands.
            ended.countDown();
            return;
        }
        ended.countDown();
    }

    private synchronized void keep(byte[] bytes) {
        byte[] all = Arrays.copyOf(tail, tail.length + bytes.length);
        System.arraycopy(bytes, 0, all, tail.length, bytes.length);
        tail = all.length > KEPT ? Arrays.copyOfRange(all, all.length - KEPT, all.length) : all;
    }

    /**
     * Waits until nothing more can come. An interrupt of the waiting thread ends the wait and is kept.
     *
     * @param limit how long at most
     */
    public void awaitEnd(Duration limit) {
        try {
            boolean unused = ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The end of what it has said so far, in one line and without control characters.
     *
     * @return some thousand bytes at most; empty if it said nothing
     */
    public synchronized String text() {
        StringBuilder text = new StringBuilder();
        for (String line : new String(tail, StandardCharsets.UTF_8).lines().toList()) {
            String printable = line.codePoints()
                    .filter(c -> !Character.isISOControl(c))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    .strip();
            if (!printable.isEmpty()) {
                text.append(text.isEmpty() ? "" : "; ").append(printable);
            }
        }
        return text.toString();
    }
}
