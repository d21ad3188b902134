package io.guestfs.internal.launch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Does something once a process has been idle for a while: in a whole window of looks it was seen busy only now and then. Looks on a
 * thread of its own: those of the common pool may all be held by callers of the library, who wait for what this does.
 */
final class StallWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(200);
    /** Looks in a window of three seconds. */
    private static final int LOOKS = 15;
    /** An idle guest has clock ticks, and may be caught at one or two of them. */
    private static final int BUSY_BY_CHANCE = 3;

    private final BooleanSupplier busy;
    private final Runnable action;
    private final CountDownLatch over = new CountDownLatch(1);

    StallWatch(BooleanSupplier busy, Runnable action) {
        this.busy = busy;
        this.action = action;
        Thread thread = new Thread(this::watch, "guestfs-stall-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        boolean[] window = new boolean[LOOKS];
        try {
            for (int looks = 0; !over.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS); looks++) {
                window[looks % LOOKS] = busy.getAsBoolean();
                if (looks >= LOOKS - 1 && times(window) <= BUSY_BY_CHANCE) {
                    action.run();
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Only who wants the thread to end interrupts it.
            Thread.currentThread().interrupt();
        }
    }

    private static int times(boolean[] window) {
        int times = 0;
        for (boolean seen : window) {
            times += seen ? 1 : 0;
        }
        return times;
    }

    /** The action is not needed any more. */
    @Override
    public void close() {
        over.countDown();
    }
}
