package io.guestfs.internal.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries bytes from one thread to another through a buffer of fixed size.
 *
 * <p>Unlike the pipe of the JDK it wakes the other side at once, and an interrupt neither ends a wait nor gets lost: the
 * session of the daemon, whose thread writes here, has to see it.
 */
final class BoundedPipe {

    private static final int SIZE = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring = new byte[SIZE];
    private int start;
    private int count;
    private boolean writerDone;
    private boolean readerDone;

    /** The end that is written to; closing it means that everything was written. */
    OutputStream output() {
        return new Output();
    }

    /** The end that is read from; closing it makes every later write fail. */
    InputStream input() {
        return new Input();
    }

    private void put(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            int done = 0;
            while (done < length) {
                while (count == SIZE && !readerDone) {
                    changed.awaitUninterruptibly();
                }
                if (readerDone) {
                    throw new ReaderGone();
                }
                int end = (start + count) % SIZE;
                int n = Math.min(length - done, Math.min(SIZE - count, SIZE - end));
                System.arraycopy(bytes, offset + done, ring, end, n);
                count += n;
                done += n;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            while (count == 0 && !writerDone) {
                changed.awaitUninterruptibly();
            }
            if (count == 0) {
                return -1;
            }
            int n = Math.min(length, Math.min(count, SIZE - start));
            System.arraycopy(ring, start, bytes, offset, n);
            start = (start + n) % SIZE;
            count -= n;
            changed.signalAll();
            return n;
        } finally {
            lock.unlock();
        }
    }

    private void end(boolean writer) {
        lock.lock();
        try {
            writerDone |= writer;
            readerDone |= !writer;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The reader has closed its end; what was its reason is its own business. */
    static final class ReaderGone extends IOException {

        private static final long serialVersionUID = 1L;

        ReaderGone() {
            super("nobody reads any more");
        }
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            put(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            put(bytes, offset, length);
        }

        @Override
        public void close() {
            end(true);
        }
    }

    private final class Input extends InputStream {

        @Override
        public int read() {
            byte[] one = new byte[1];
            return take(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            return length == 0 ? 0 : take(bytes, offset, length);
        }

        @Override
        public void close() {
            end(false);
        }
    }
}
