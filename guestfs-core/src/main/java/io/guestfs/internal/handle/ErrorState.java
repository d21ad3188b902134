package io.guestfs.internal.handle;

import io.guestfs.error.ErrorHandler;
import io.guestfs.error.GuestFSException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Last error and error handlers of a handle, kept apart for each thread as the C library does.
 *
 * <p>The handler of a new thread only logs: the exception already carries the message.
 */
public final class ErrorState {

    private static final Logger LOG = LoggerFactory.getLogger("guestfs.error");

    /** What is told of failures: the log by default, else a handler of the program, or nobody. */
    private record Listener(boolean byDefault, @Nullable ErrorHandler handler) {
        static final Listener DEFAULT = new Listener(true, message -> LOG.debug("{}", message));
    }

    private static final class PerThread {
        @Nullable
        GuestFSException last;

        Listener listener = Listener.DEFAULT;
        final Deque<Listener> saved = new ArrayDeque<>();
    }

    private final ThreadLocal<PerThread> threads = ThreadLocal.withInitial(PerThread::new);

    /** Keeps a failure as the last error and tells the handler; the same failure passing outwards counts once. */
    public void record(GuestFSException failure) {
        PerThread mine = threads.get();
        if (mine.last == failure) {
            return;
        }
        mine.last = failure;
        ErrorHandler handler = mine.listener.handler();
        if (handler != null) {
            tell(handler, String.valueOf(failure.getMessage()));
        }
    }

    private static void tell(ErrorHandler handler, String message) {
        try {
            handler.error(message);
        } catch (RuntimeException | Error e) {
            LOG.error("An error handler threw an exception; the failure itself goes to the caller.", e);
        }
    }

    /** Gives the last failure in this thread. */
    public Optional<GuestFSException> last() {
        return Optional.ofNullable(threads.get().last);
    }

    /** Sets the handler of this thread; null means silence. */
    public void set(@Nullable ErrorHandler handler) {
        threads.get().listener = new Listener(false, handler);
    }

    /** Gives the handler of this thread. */
    public Optional<ErrorHandler> get() {
        Listener listener = threads.get().listener;
        return listener.byDefault() ? Optional.empty() : Optional.ofNullable(listener.handler());
    }

    /** Saves the handler of this thread and sets another. */
    public void push(@Nullable ErrorHandler handler) {
        PerThread mine = threads.get();
        mine.saved.push(mine.listener);
        mine.listener = new Listener(false, handler);
    }

    /** Goes back to the handler saved last, or to the default one when none is saved. */
    public void pop() {
        PerThread mine = threads.get();
        Listener saved = mine.saved.poll();
        mine.listener = saved == null ? Listener.DEFAULT : saved;
    }
}
