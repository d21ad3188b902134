package io.guestfs.internal.launch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Does something once a process has been idle for a while: in a whole window of looks it was seen busy only now and then. Uses
 * the JDK's own timer thread.
 */
final class StallWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(200);
    /** Looks in a window of three seconds. */
    private static final int LOOKS = 15;
    /** An idle guest has clock ticks, and may be caught at one or two of them. */
    private static final int BUSY_BY_CHANCE = 3;

    private final BooleanSupplier busy;
    private final Runnable action;
    private final boolean[] window = new boolean[LOOKS];
    private int looks;
    private volatile boolean over;

    StallWatch(BooleanSupplier busy, Runnable action) {
        this.busy = busy;
        this.action = action;
        later();
    }

    private void later() {
        Executor timer = CompletableFuture.delayedExecutor(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        timer.execute(this::look);
    }

    private void look() {
        if (over) {
            return;
        }
        window[looks % LOOKS] = busy.getAsBoolean();
        looks++;
        if (looks >= LOOKS && timesBusy() <= BUSY_BY_CHANCE) {
            over = true;
            action.run();
            return;
        }
        later();
    }

    private int timesBusy() {
        int times = 0;
        for (boolean seen : window) {
            times += seen ? 1 : 0;
        }
        return times;
    }

    /** The action is not needed any more. */
    @Override
    public void close() {
        over = true;
    }
}
