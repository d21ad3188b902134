package io.guestfs;

import io.guestfs.internal.call.HandleGate;
import io.guestfs.internal.launch.Lifecycle;
import io.guestfs.internal.mountlocal.LocalMounts;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a handle once, whatever goes on in it. A call of another thread gets a moment to finish, then it is ended; a
 * close from inside a callback waits for the running call.
 */
final class HandleCloser {

    private static final long PATIENCE_MILLIS = 500;
    private static final long LAST_WAIT_MILLIS = 10_000;

    private final HandleGate gate;
    private final Lifecycle lifecycle;
    private final LocalMounts localMounts;
    private final Steps steps;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * What else is done for a close.
     *
     * @param cancel ends a transfer that waits for its local side
     * @param announce tells listeners that the handle is being closed
     * @param release gives back what the handle holds besides the appliance
     */
    record Steps(Runnable cancel, Runnable announce, Runnable release) {}

    HandleCloser(HandleGate gate, Lifecycle lifecycle, LocalMounts localMounts, Steps steps) {
        this.gate = gate;
        this.lifecycle = lifecycle;
        this.localMounts = localMounts;
        this.steps = steps;
    }

    void close() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        if (gate.heldByThisThread()) {
            gate.afterOutermostCall(() -> {
                gate.beginClosing();
                finish();
            });
            // Should the outermost call be one that serves a mount, it returns when that ends.
            localMounts.end();
            return;
        }
        gate.beginClosing();
        // A mount is ended in order, which the appliance must live to see.
        localMounts.close();
        boolean locked = gate.tryLock(PATIENCE_MILLIS);
        if (!locked) {
            lifecycle.abort("the handle was closed");
            // For a transfer that waits for its local side; it finds out what it was when it comes back to the daemon.
            steps.cancel().run();
            locked = gate.tryLock(LAST_WAIT_MILLIS);
        }
        try {
            finish();
        } finally {
            if (locked) {
                gate.unlock();
            }
        }
    }

    private void finish() {
        steps.announce().run();
        localMounts.close();
        try {
            lifecycle.close();
        } finally {
            steps.release().run();
        }
    }
}
