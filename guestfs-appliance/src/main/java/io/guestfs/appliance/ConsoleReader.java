package io.guestfs.appliance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What qemu and the guest console write, taken off by a daemon thread at full speed so that the guest never waits for us. Kept in
 * a bounded queue until somebody polls; when nobody does, the oldest output is dropped and counted.
 */
public final class ConsoleReader {
    /** The most output that is kept for polling, in bytes. */
    public static final int QUEUE_LIMIT = 4 << 20;

    private static final int READ_SIZE = 64 << 10;
    /** A serial line brings byte after byte, and an array for each would take thirty times the room. */
    private static final int PIECE = 4 << 10;

    /** After that long whoever hands output on looks up, should there be no end of it. */
    private static final long LONGEST_ROUND_NANOS = 100_000_000;

    /** What a program that has ended wrote is on its way to us; somebody else may hold its console open. */
    private static final long LAST_WORDS_NANOS = 1_000_000_000;

    private final Deque<byte[]> queue = new ArrayDeque<>();
    /** The newest output, until it is worth a piece of its own. */
    private final ByteArrayOutputStream crumbs = new ByteArrayOutputStream(PIECE);

    private final ConsoleTail tail = new ConsoleTail();
    private long queued;
    private long dropped;
    private boolean ended;
    private @Nullable Runnable listener;
    private @Nullable Runnable lastAct;

    private ConsoleReader() {}

    /** Starts reading a stream until it ends. */
    static ConsoleReader reading(InputStream stream, String threadName) {
        ConsoleReader reader = new ConsoleReader();
        Thread thread = new Thread(() -> reader.drain(stream), threadName);
        thread.setDaemon(true);
        thread.start();
        return reader;
    }

    /** A console nobody writes to, for a qemu that keeps the terminal of the caller. It has ended before it began. */
    static ConsoleReader none() {
        ConsoleReader none = new ConsoleReader();
        none.end();
        return none;
    }

    /**
     * Takes the oldest output that has not been taken yet.
     *
     * @return some bytes, cut anywhere, or null if there are none now
     */
    public synchronized byte @Nullable [] poll() {
        if (queue.isEmpty()) {
            sweep();
        }
        byte[] next = queue.poll();
        if (next != null) {
            queued -= next.length;
        }
        return next;
    }

    /**
     * Hands on what waits. Output that does not end, and comes faster than it is taken, is left after a moment, so that the caller can
     * look at the clock; once the output has ended, all of it is handed on.
     *
     * @param taker takes some bytes, cut anywhere
     * @return true if there may be more that should be asked for soon
     */
    public boolean handOn(Consumer<byte[]> taker) {
        long begin = System.nanoTime();
        for (byte[] bytes = poll(); bytes != null; bytes = poll()) {
            taker.accept(bytes);
            if (!ended() && System.nanoTime() - begin >= LONGEST_ROUND_NANOS) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether the stream has ended; output may still be waiting.
     *
     * @return true once nothing more will come
     */
    public synchronized boolean ended() {
        return ended;
    }

    /**
     * How much output was lost because nobody polled.
     *
     * @return bytes since the start
     */
    public synchronized long droppedBytes() {
        return dropped;
    }

    /**
     * The last lines, for error messages; polling does not take them away.
     *
     * @return about twenty lines at most, oldest first
     */
    public synchronized List<String> tail() {
        return tail.lines();
    }

    /**
     * Says what to run when output arrives or the stream ends. It runs on the reading thread and must not block.
     *
     * @param runnable what to run; null for nothing. Run at once if there is output already.
     */
    public void onData(@Nullable Runnable runnable) {
        boolean waiting;
        synchronized (this) {
            listener = runnable;
            waiting = ended || queued > 0;
        }
        if (waiting && runnable != null) {
            runnable.run();
        }
    }

    /** Says what to run once, on the reading thread, when the stream ends; at once if it has ended. */
    void whenEnded(Runnable runnable) {
        synchronized (this) {
            if (!ended) {
                lastAct = runnable;
                return;
            }
        }
        runnable.run();
    }

    /** Waits until the stream has ended, so that the last words of a dead qemu are there. */
    synchronized void awaitLastWords() {
        long deadline = System.nanoTime() + LAST_WORDS_NANOS;
        boolean interrupted = false;
        while (!ended) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(InputStream stream) {
        byte[] buffer = new byte[READ_SIZE];
        try (stream) {
            int count = stream.read(buffer);
            while (count >= 0) {
                add(Arrays.copyOf(buffer, count));
                count = stream.read(buffer);
            }
        } catch (IOException e) {
            // A console that can no longer be read has ended.
            end();
            return;
        }
        end();
    }

    private void add(byte[] bytes) {
        Runnable wake;
        synchronized (this) {
            tail.add(bytes);
            keep(bytes);
            while (queued > QUEUE_LIMIT) {
                byte[] oldest = queue.remove();
                queued -= oldest.length;
                dropped += oldest.length;
            }
            wake = listener;
        }
        if (wake != null) {
            wake.run();
        }
    }

    private void keep(byte[] bytes) {
        if (crumbs.size() + bytes.length > PIECE) {
            sweep();
        }
        if (bytes.length < PIECE) {
            crumbs.writeBytes(bytes);
        } else {
            queue.add(bytes);
        }
        queued += bytes.length;
    }

    private void sweep() {
        if (crumbs.size() > 0) {
            queue.add(crumbs.toByteArray());
            crumbs.reset();
        }
    }

    private void end() {
        Runnable wake;
        Runnable last;
        synchronized (this) {
            ended = true;
            wake = listener;
            last = lastAct;
            notifyAll();
        }
        if (last != null) {
            last.run();
        }
        if (wake != null) {
            wake.run();
        }
    }
}
