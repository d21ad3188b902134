package io.guestfs.appliance.plug;

import io.guestfs.appliance.qmp.QmpException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be taken back if a later step fails, the last thing first. */
final class Undo {
    private final Deque<Step> steps = new ArrayDeque<>();

    /** Takes one thing back. */
    interface Step {
        /** Does so. */
        void run() throws QmpException;
    }

    void add(Step step) {
        steps.push(step);
    }

    /** Takes everything back. */
    void run() throws QmpException {
        while (!steps.isEmpty()) {
            steps.pop().run();
        }
    }

    /** Takes everything back. What can't be taken back any more is told with the failure that led here. */
    void run(Exception failure) {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (QmpException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
