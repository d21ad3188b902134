package io.guestfs.internal.call;

import io.guestfs.error.HandleClosedException;
import io.guestfs.error.WrongStateException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time into a handle. The lock is re-entrant, so that callbacks may make library calls; a daemon
 * call inside a daemon call is refused, because the conversation with the daemon is not re-entrant.
 */
public final class HandleGate {

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closing;
    private boolean conversing;
    private @Nullable Runnable afterwards;

    /** Enters a call. */
    void enter(String call) {
        refuseIfClosed(call);
        lock.lock();
        if (closing && lock.getHoldCount() == 1) {
            lock.unlock();
            refuseIfClosed(call);
        }
    }

    private void refuseIfClosed(String call) {
        if (closing && !lock.isHeldByCurrentThread()) {
            throw new HandleClosedException(call, "the handle is closed");
        }
    }

    /** Leaves a call; the outermost one does what was put off until then. */
    void leave() {
        Runnable work = null;
        if (lock.getHoldCount() == 1) {
            work = afterwards;
            afterwards = null;
        }
        try {
            if (work != null) {
                work.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins the conversation of a daemon call. */
    void beginConversation(String call) {
        if (conversing) {
            throw new WrongStateException(
                    call, "a callback can't call the daemon while another daemon call runs: do it after that call");
        }
        conversing = true;
    }

    /** Ends the conversation of a daemon call. */
    void endConversation() {
        conversing = false;
    }

    /** Tells whether the calling thread is inside a call. */
    public boolean heldByThisThread() {
        return lock.isHeldByCurrentThread();
    }

    /** Tells whether the calling thread is in a call that was not made from inside another one. */
    boolean outermost() {
        return lock.getHoldCount() == 1;
    }

    /** From now on only the thread that closes the handle gets in. */
    public void beginClosing() {
        closing = true;
    }

    /** Tells whether the handle is being closed or is closed. */
    public boolean closing() {
        return closing;
    }

    /** Does something when the outermost call of this thread returns. */
    public void afterOutermostCall(Runnable work) {
        afterwards = work;
    }

    /**
     * Takes the lock for closing, waiting no longer than told.
     *
     * @return whether it was taken
     */
    public boolean tryLock(long millis) {
        boolean interrupted = Thread.interrupted();
        try {
            return lock.tryLock(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives the lock back after {@link #tryLock}. */
    public void unlock() {
        lock.unlock();
    }
}
