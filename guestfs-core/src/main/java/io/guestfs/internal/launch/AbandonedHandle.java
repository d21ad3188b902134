package io.guestfs.internal.launch;

import io.guestfs.appliance.RunningAppliance;
import io.guestfs.appliance.web.WebReaders;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What is done when nobody can reach a handle any more although it was not closed: qemu is killed and the private
 * directories are removed. Must not lead back to the handle.
 */
public final class AbandonedHandle implements Runnable {

    private final WorkDirectories work;
    private final WebReaders readers;
    private @Nullable RunningAppliance running;
    private boolean closed;

    /**
     * Prepares for a handle.
     *
     * @param work its directories
     * @param readers what reads its drives at web servers
     */
    public AbandonedHandle(WorkDirectories work, WebReaders readers) {
        this.work = work;
        this.readers = readers;
    }

    synchronized void runs(RunningAppliance appliance) {
        running = appliance;
    }

    synchronized void ended() {
        running = null;
    }

    /** The handle was closed as it should be. */
    public synchronized void closed() {
        closed = true;
    }

    @Override
    public void run() {
        RunningAppliance left;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = running;
        }
        if (left != null) {
            LoggerFactory.getLogger("guestfs.warning")
                    .warn(
                            "a handle was dropped without close, and {} is killed or let go; what the guest wrote last may"
                                    + " be lost: use try-with-resources",
                            left.name());
            left.shutdown(Duration.ZERO);
        }
        readers.close();
        work.close();
    }
}
