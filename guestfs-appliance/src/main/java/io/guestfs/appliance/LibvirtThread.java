package io.guestfs.appliance;

import io.guestfs.appliance.libvirt.LibvirtDoor;
import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.report.ApplianceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The thread on which one appliance talks to libvirt. A libvirtd that hangs keeps its callers for ever: that is then this thread,
 * and not the one that launches or closes. What is left to do is done behind the call that hangs, should it ever end.
 */
final class LibvirtThread {
    private static final long GLANCE_MILLIS = 50;

    private final ExecutorService thread;
    private final BlockingQueue<FutureTask<?>> errands = new LinkedBlockingQueue<>();
    private volatile boolean callerWaits = true;

    LibvirtThread(String name) {
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Something that libvirt is asked. */
    interface Question<R> {
        R ask() throws LibvirtFailure;
    }

    /** What libvirt wants from the user is asked on the thread that launches, while it waits in {@link #ask}. */
    LibvirtDoor.Errands errands() {
        return errand -> {
            FutureTask<?> task = new FutureTask<>(errand, null);
            errands.add(task);
            while (callerWaits || task.isDone()) {
                try {
                    task.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                    return true;
                } catch (TimeoutException e) {
                    // Still waiting to be done, or being done: a user types slowly.
                    Thread.onSpinWait();
                } catch (ExecutionException | InterruptedException e) {
                    return false;
                }
            }
            return false;
        };
    }

    /**
     * Asks, and waits for the answer as long as nobody wants to give up and there is time.
     *
     * @param millisLeft what is left of the time
     */
    <R> R ask(Question<R> question, BooleanSupplier aborted, LongSupplier millisLeft)
            throws LibvirtFailure, ApplianceException {
        Future<R> answer = thread.submit(question::ask);
        boolean interrupted = false;
        try {
            while (true) {
                if (aborted.getAsBoolean()) {
                    throw Aborted.exception(List.of());
                }
                if (millisLeft.getAsLong() <= 0) {
                    throw new LibvirtFailure("libvirt did not answer in time", null);
                }
                runErrands();
                try {
                    return answer.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Look again whether somebody wants to give up.
                    Thread.onSpinWait();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void runErrands() {
        FutureTask<?> errand = errands.poll();
        while (errand != null) {
            errand.run();
            errand = errands.poll();
        }
    }

    private static LibvirtFailure failure(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof LibvirtFailure failure) {
            return failure;
        }
        if (cause instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        if (cause instanceof java.lang.Error grave) {
            throw grave;
        }
        return new LibvirtFailure(String.valueOf(cause), e);
    }

    /**
     * Does the last thing behind all that goes on, and ends the thread.
     *
     * @return false if it was not done in time; it may be done later
     */
    boolean finish(Runnable last, Duration limit) {
        callerWaits = false;
        Future<?> done = thread.submit(last);
        thread.shutdown();
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    done.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException | ExecutionException e) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
