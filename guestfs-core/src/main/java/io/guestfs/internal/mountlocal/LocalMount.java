package io.guestfs.internal.mountlocal;

import io.guestfs.appliance.process.LastCommand;
import io.guestfs.internal.mountlocal.libfuse.FuseMount;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One mount, from mounting until everything of it is gone. One thread serves it; others may ask it to end. Requests are
 * answered while the directory is being unmounted, because the kernel may have something left to write.
 */
final class LocalMount {

    private enum Phase {
        MOUNTED,
        SERVED,
        GONE
    }

    /** How often the thread that serves looks up when nothing is asked. */
    private static final int GLANCE_MILLIS = 100;

    private final FuseMount fuse;
    private final Unmounter unmounter;
    private final LastCommand lastCommand;
    private final Consumer<String> log;
    private final CountDownLatch gone = new CountDownLatch(1);
    private Phase phase = Phase.MOUNTED;
    private @Nullable Thread server;
    private volatile boolean endWished;

    LocalMount(FuseMount fuse, Unmounter unmounter, LastCommand lastCommand, Consumer<String> log) {
        this.fuse = fuse;
        this.unmounter = unmounter;
        this.lastCommand = lastCommand;
        this.log = log;
    }

    String directory() {
        return unmounter.directory();
    }

    /**
     * Answers the kernel until the directory is unmounted.
     *
     * @param endWished asked often; true to unmount, whoever uses the directory
     * @return false if the mount has gone already, or somebody serves it
     */
    boolean serve(BooleanSupplier endWished) {
        synchronized (this) {
            if (phase != Phase.MOUNTED) {
                return false;
            }
            phase = Phase.SERVED;
            server = Thread.currentThread();
        }
        boolean unmounted = false;
        try {
            unmounted = answer(endWished);
        } finally {
            if (!unmounted) {
                unmounter.unmountLazily().ifPresent(log);
            }
            release();
        }
        return true;
    }

    /**
     * Answers.
     *
     * @return whether the directory was unmounted; another file system may be mounted there by now
     */
    private boolean answer(BooleanSupplier wish) {
        Thread unmounting = null;
        while (true) {
            FuseMount.Step step = fuse.serve(GLANCE_MILLIS);
            if (step == FuseMount.Step.GONE || step == FuseMount.Step.BROKEN) {
                return step == FuseMount.Step.GONE;
            }
            if (unmounting == null && (endWished || wish.getAsBoolean())) {
                unmounting = new Thread(this::unmountAnyway, "guestfs-unmount");
                unmounting.setDaemon(true);
                unmounting.start();
            } else if (unmounting != null && !unmounting.isAlive()) {
                return !unmounter.mounted();
            }
        }
    }

    private void unmountAnyway() {
        unmounter.unmount().ifPresent(refusal -> {
            log.accept(refusal + "; " + directory() + " is unmounted lazily");
            unmounter.unmountLazily().ifPresent(log);
        });
    }

    /** Asks the thread that serves to unmount; a mount that nobody serves is unmounted at once. */
    void end() {
        endWished = true;
        synchronized (this) {
            if (phase != Phase.MOUNTED) {
                return;
            }
            phase = Phase.SERVED;
        }
        unmountAnyway();
        release();
    }

    /**
     * Unmounts unless the directory is in use. May be called from any thread.
     *
     * @return why it was not unmounted
     */
    Optional<String> unmount(boolean patiently) {
        Optional<String> refusal = patiently ? unmounter.unmountPatiently() : unmounter.unmount();
        if (refusal.isEmpty()) {
            boolean unserved;
            synchronized (this) {
                unserved = phase == Phase.MOUNTED;
                if (unserved) {
                    phase = Phase.SERVED;
                }
            }
            if (unserved) {
                release();
            }
        }
        return refusal;
    }

    /** Waits until nothing is left of the mount; the thread that serves it does not wait for itself. */
    void awaitEnd(long seconds) {
        synchronized (this) {
            if (server == Thread.currentThread()) {
                return;
            }
        }
        try {
            if (!gone.await(seconds, TimeUnit.SECONDS)) {
                log.accept("the mount on " + directory() + " is still being served after " + seconds + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isGone() {
        return gone.getCount() == 0;
    }

    /** Lets go of what is left; the directory is unmounted already. */
    private void release() {
        try {
            fuse.close();
            lastCommand.dismiss();
        } finally {
            synchronized (this) {
                phase = Phase.GONE;
                server = null;
            }
            gone.countDown();
        }
    }
}
