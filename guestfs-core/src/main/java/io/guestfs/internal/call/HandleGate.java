package io.guestfs.internal.call;

import io.guestfs.error.HandleClosedException;
import io.guestfs.error.WrongStateException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time into a handle. The lock is re-entrant, so that callbacks may make library calls; a daemon
 * call inside a daemon call is refused, because the conversation with the daemon is not re-entrant.
 *
 * <p>A stream that is transferred may be read by a thread other than the one that made the call, see {@link #deputies}.
 * That thread is let in as if it were the caller, who waits for it.
 */
public final class HandleGate {

    /** Calls within calls within calls, as callbacks can make them without end. */
    private static final int DEEPEST = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closing;
    private final Set<Thread> deputies = ConcurrentHashMap.newKeySet();
    private volatile boolean conversing;
    private volatile @Nullable Runnable afterwards;

    /** Enters a call. */
    void enter(String call) {
        refuseIfClosed(call);
        if (deputies.contains(Thread.currentThread())) {
            return;
        }
        lock.lock();
        if (closing && lock.getHoldCount() == 1) {
            lock.unlock();
            refuseIfClosed(call);
        }
        if (lock.getHoldCount() > DEEPEST) {
            lock.unlock();
            throw new WrongStateException(
                    call,
                    "callbacks and calls go " + DEEPEST + " deep: a callback makes a call that calls it once more");
        }
    }

    /** Refuses a call on a handle that is being closed by another thread, or is closed. */
    void refuseIfClosed(String call) {
        if (closing && !heldByThisThread()) {
            throw new HandleClosedException(call, "the handle is closed");
        }
    }

    /** Leaves a call; the outermost one does what was put off until then. */
    void leave() {
        if (!lock.isHeldByCurrentThread()) {
            // A deputy, or one whose transfer has ended meanwhile.
            return;
        }
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
        // A deputy that came in while its transfer went on may be here when that has ended, and others are in the
        // handle.
        if (conversing || !lock.isHeldByCurrentThread()) {
            throw new WrongStateException(
                    call, "a callback can't call the daemon while another daemon call runs: do it after that call");
        }
        conversing = true;
    }

    /** Refuses a call that would end the appliance under a daemon call that is running. */
    public void refuseInsideConversation(String call) {
        if (conversing) {
            throw new WrongStateException(
                    call, "a callback can't end the appliance while a daemon call runs: do it after that call");
        }
    }

    /** Ends the conversation of a daemon call. */
    void endConversation() {
        conversing = false;
        deputies.clear();
    }

    /**
     * Makes threads that do the local side of a transfer for the thread that is inside a daemon call. They count as that
     * thread until the daemon call ends.
     */
    ThreadFactory deputies() {
        return work -> {
            Thread thread = new Thread(work, "guestfs-local-file");
            thread.setDaemon(true);
            deputies.add(thread);
            return thread;
        };
    }

    /** Tells whether the calling thread is inside a call. */
    public boolean heldByThisThread() {
        return lock.isHeldByCurrentThread() || deputies.contains(Thread.currentThread());
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
