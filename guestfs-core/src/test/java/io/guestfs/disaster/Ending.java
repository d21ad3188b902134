package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.util.CheckReturnValue;

/** A call in a thread of its own, and how it ends. */
final class Ending {

    /** Far more than any limit of the library; only there so that a hang becomes a failure. */
    static final long PATIENCE_SECONDS = 60;

    /** Stands for a call that returned. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // it is never thrown, its stack means nothing
    static final Throwable NONE = new IllegalStateException("the call returned");

    private final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    private final Thread thread;

    private Ending(ThrowingCallable call) {
        thread = new Thread(
                () -> {
                    Throwable failure = catchThrowable(call);
                    thrown.complete(failure == null ? NONE : failure);
                },
                "caller");
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts a call. */
    @CheckReturnValue
    static Ending of(ThrowingCallable call) {
        return new Ending(call);
    }

    /** The thread that makes the call. */
    Thread thread() {
        return thread;
    }

    /** What the call threw, or {@link #NONE}; fails when it does not end. */
    Throwable await() throws Exception {
        return await(PATIENCE_SECONDS);
    }

    /** The same for calls that take their time. */
    Throwable await(long seconds) throws Exception {
        return thrown.get(seconds, TimeUnit.SECONDS);
    }
}
