package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.ChunkSink;
import io.guestfs.protocol.session.ChunkSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Work on the local side of a transfer that may block for ever, done by a thread of its own. The thread of the call waits a
 * moment at a time and can leave when the transfer is cancelled or the appliance is gone. What it leaves behind is
 * interrupted, and goes when the stream lets it go.
 */
public final class Aside {
    private static final long MOMENT_MILLIS = 200;

    private final ExecutorService thread;
    private @Nullable Future<Integer> pending;

    Aside(ThreadFactory threads) {
        this.thread = Executors.newSingleThreadExecutor(threads);
    }

    /** A source that does not block for long, whatever is behind it. */
    public static ChunkSource source(ChunkSource source, ThreadFactory threads) {
        return source instanceof MayBlock end && end.mayBlock() ? new AsideSource(source, threads) : source;
    }

    /** A sink that does not block for long, whatever is behind it. */
    public static ChunkSink sink(ChunkSink sink, Cancellation cancellation, ThreadFactory threads) {
        return sink instanceof MayBlock end && end.mayBlock() ? new AsideSink(sink, cancellation, threads) : sink;
    }

    /**
     * Begins work, or goes on waiting for what was begun.
     *
     * @return the result, or null when it is not there after a moment; then come back
     */
    @Nullable
    Integer attempt(Callable<Integer> work) throws IOException {
        if (pending == null) {
            pending = thread.submit(work);
        }
        try {
            Integer result = pending.get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            pending = null;
            return result;
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            // Counts as a wish to cancel, which is looked for next.
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            pending = null;
            Aside.<IOException>throwAsIs(e.getCause());
            return null;
        }
    }

    /** Ends the thread, after some last work if nothing is in its way; otherwise that work follows when the way is free. */
    void end(Callable<Integer> last, Cancellation cancellation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            if (pending != null) {
                interruptPending();
                // Closing from here could block as well, and nobody waits for it there either.
                Future<Integer> unused = thread.submit(() -> {
                    Thread.currentThread().interrupt();
                    return last.call();
                });
                return;
            }
            while (attempt(last) == null) {
                if (cancellation.requested()) {
                    interruptPending();
                    throw new InterruptedIOException("the other side did not take the end of the file");
                }
            }
        } finally {
            thread.shutdown();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void interruptPending() {
        if (pending != null) {
            pending.cancel(true);
        }
    }

    // What a stream of the caller throws goes to the caller as it is, even what Java would have had to declare.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAsIs(@Nullable Throwable failure) throws T {
        throw (T) failure;
    }
}
