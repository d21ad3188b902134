package io.guestfs.internal.launch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Does something unless told in time that it is not needed. Uses the JDK's own timer thread, so nothing has to be ended. */
final class Limit implements AutoCloseable {

    private final CompletableFuture<Void> alarm;

    Limit(Duration duration, Runnable action) {
        Executor later = CompletableFuture.delayedExecutor(duration.toMillis(), TimeUnit.MILLISECONDS);
        alarm = new CompletableFuture<>();
        later.execute(() -> {
            if (alarm.complete(null)) {
                action.run();
            }
        });
    }

    /** The action is not needed any more. */
    @Override
    public void close() {
        alarm.cancel(false);
    }
}
