package io.guestfs.internal.launch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Does something unless told in time that it is not needed. Uses the JDK's own timer thread, so nothing has to be ended. */
final class Limit implements AutoCloseable {

    private final CompletableFuture<Boolean> alarm;

    Limit(Duration duration, Runnable action) {
        // Unlike a delayed executor this takes its entry out of the timer when it is cancelled; an entry that stays for
        // twenty minutes would keep the whole handle in memory.
        alarm = new CompletableFuture<>();
        CompletableFuture<Void> unused = alarm.thenRunAsync(action);
        alarm.completeOnTimeout(true, duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The action is not needed any more. */
    @Override
    public void close() {
        alarm.cancel(false);
    }
}
