package io.guestfs.internal.call;

import io.guestfs.protocol.session.Cancellation;

/**
 * The wish to end the running transfer. A wish that comes while no call runs is forgotten; an interrupt of the thread
 * that waits counts as a wish and stays visible to it.
 */
public final class UserCancel implements Cancellation {

    private volatile boolean wished;

    /** Asks for the running transfer to end. May be called from any thread. */
    public void request() {
        wished = true;
    }

    /** Tells whether somebody asked in so many words; an interrupt does not count. */
    public boolean wished() {
        return wished;
    }

    /** A new call begins. */
    void reset() {
        wished = false;
    }

    @Override
    public boolean requested() {
        return wished || Thread.currentThread().isInterrupted();
    }
}
