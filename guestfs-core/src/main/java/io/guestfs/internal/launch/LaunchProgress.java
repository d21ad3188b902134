package io.guestfs.internal.launch;

import io.guestfs.event.Event;
import io.guestfs.internal.handle.EventRegistry;
import java.util.concurrent.TimeUnit;

/** Tells how far a launch is, by steps of twelve, once it has taken long enough to be worth a bar on a screen. */
final class LaunchProgress {

    static final int STEPS = 12;
    private static final int KERNEL_STARTED = 6;
    private static final int INIT_STARTED = 9;
    private static final String KERNEL_TEXT = "Linux version";
    private static final String INIT_TEXT = "Starting /init script";
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EventRegistry events;
    private final long begin = System.nanoTime();
    private boolean over;
    private int reached;

    /** The end of the last text: a milestone may arrive in two reads. */
    private String rest = "";

    LaunchProgress(EventRegistry events) {
        this.events = events;
    }

    /** The launch has come to a step. Steps never go back. */
    void step(int step) {
        reached = Math.max(reached, step);
        if (System.nanoTime() - begin >= QUIET_NANOS) {
            events.fire(new Event.Progress(0, 0, reached, STEPS));
        }
    }

    /** Looks for milestones in console text. */
    void console(String text) {
        if (over) {
            return;
        }
        String seen = rest + text;
        if (reached < KERNEL_STARTED && seen.contains(KERNEL_TEXT)) {
            step(KERNEL_STARTED);
        }
        if (reached < INIT_STARTED && seen.contains(INIT_TEXT)) {
            step(INIT_STARTED);
        }
        rest = seen.substring(Math.max(0, seen.length() - INIT_TEXT.length()));
    }

    /** The appliance is up; console text is not searched any more. */
    void finish() {
        step(STEPS);
        over = true;
        rest = "";
    }

    /** How long the launch has taken so far, in milliseconds. */
    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
