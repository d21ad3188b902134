package io.guestfs.appliance.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Does something unless told in time that it is not needed. Uses the JDK's own timer, so nothing has to be ended, and a thread of its
 * own for what is done: those of the common pool may all be held by callers of the library, who wait for this very limit.
 */
public final class Limit implements AutoCloseable {

    private final CompletableFuture<Boolean> alarm;

    /**
     * Sets it.
     *
     * @param duration the time until then
     * @param action what to do; may block
     */
    public Limit(Duration duration, Runnable action) {
        // Unlike a delayed executor this takes its entry out of the timer when it is cancelled; an entry that stays for
        // twenty minutes would keep the whole handle in memory.
        alarm = new CompletableFuture<>();
        CompletableFuture<Void> unused = alarm.thenRunAsync(action, Limit::start);
        alarm.completeOnTimeout(true, duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "guestfs-limit");
        thread.setDaemon(true);
        thread.start();
    }

    /** The action is not needed any more. */
    @Override
    public void close() {
        alarm.cancel(false);
    }
}
