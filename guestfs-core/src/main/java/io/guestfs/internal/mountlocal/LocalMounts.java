package io.guestfs.internal.mountlocal;

import io.guestfs.appliance.process.LastCommand;
import io.guestfs.calls.MountLocalOptions;
import io.guestfs.calls.UmountLocalOptions;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.error.WrongStateException;
import io.guestfs.internal.handle.ErrorState;
import io.guestfs.internal.local.LocalMountsHome;
import io.guestfs.internal.mountlocal.libfuse.FileSystemOperations;
import io.guestfs.internal.mountlocal.libfuse.FuseMount;
import io.guestfs.internal.mountlocal.libfuse.FuseUnavailableException;
import io.guestfs.internal.mountlocal.libfuse.LibFuse;
import io.guestfs.internal.mountlocal.libfuse.Requests;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Mounts of the guest on the local machine: one at a time for each handle. */
public final class LocalMounts implements LocalMountsHome {

    private static final String MOUNT = "mount_local";
    private static final String RUN = "mount_local_run";
    private static final String UNMOUNT = "umount_local";
    private static final long END_SECONDS = 30;

    /**
     * What the mounts of a handle go by.
     *
     * @param calls the calls that reach the guest
     * @param errors last errors and error handlers
     * @param cancelled whether the run is to end
     * @param applianceRuns whether qemu runs
     * @param log takes lines for whoever looks for a fault
     */
    public record Parts(
            GuestCalls calls,
            ErrorState errors,
            BooleanSupplier cancelled,
            BooleanSupplier applianceRuns,
            Consumer<String> log) {}

    private final Parts parts;
    private final FuseHost host;
    private @Nullable LocalMount current;
    private boolean closed;
    private volatile @Nullable ApplianceLostException loss;

    /**
     * Makes the home.
     *
     * @param parts what it goes by
     * @param host what the local machine has for FUSE
     */
    public LocalMounts(Parts parts, FuseHost host) {
        this.parts = parts;
        this.host = host;
    }

    @Override
    public synchronized void mountLocal(String localmountpoint, MountLocalOptions given) {
        if (closed) {
            throw new HandleClosedException(MOUNT, "the handle is closed");
        }
        LocalMount other = currentMount();
        if (other != null) {
            throw new WrongStateException(
                    MOUNT,
                    "this handle has mounted its guest on '" + other.directory()
                            + "' already, and can do so once at a time: call umount_local first");
        }
        MountOptions options = MountOptions.of(given);
        String directory = MountPoint.check(localmountpoint, options);
        try {
            current = mount(directory, options);
        } catch (FuseUnavailableException e) {
            throw new NotSupportedException(MOUNT, "'" + localmountpoint + "' can't be mounted on: " + e.getMessage());
        }
    }

    private LocalMount mount(String directory, MountOptions options) throws FuseUnavailableException {
        LibFuse library = host.demand();
        Unmounter unmounter = new Unmounter(host.unmountProgram(), directory);
        FileSystemOperations operations = new GuestOperations(parts.calls(), options, System::nanoTime, parts.log());
        if (options.debugCalls()) {
            operations = LoggedOperations.of(operations, directory, parts.log());
        }
        LastCommand lastCommand = lastCommand(unmounter);
        FuseMount fuse = null;
        try {
            fuse = FuseMount.mount(library, directory, options.forFuse(), new Requests(operations, this::errno));
            return new LocalMount(fuse, unmounter, lastCommand, parts.log());
        } finally {
            if (fuse == null) {
                lastCommand.dismiss();
            }
        }
    }

    private static LastCommand lastCommand(Unmounter unmounter) throws FuseUnavailableException {
        try {
            return LastCommand.prepare(unmounter.lazyCommand());
        } catch (IOException e) {
            throw new FuseUnavailableException("/bin/sh can't be run: " + e.getMessage(), e);
        }
    }

    /** The error number for a failed operation; a lost appliance is remembered, because it ends the mount. */
    private int errno(Throwable failure) {
        if (failure instanceof ApplianceLostException lost) {
            loss = lost;
        }
        parts.log().accept("a file operation failed: " + failure);
        return FailureNumbers.of(failure);
    }

    private synchronized @Nullable LocalMount currentMount() {
        LocalMount mount = current;
        if (mount != null && mount.isGone()) {
            current = null;
            return null;
        }
        return mount;
    }

    @Override
    public void mountLocalRun() {
        LocalMount mount = currentMount();
        if (mount == null) {
            throw new WrongStateException(RUN, "nothing is mounted on the local machine: call mount_local first");
        }
        demandRoot(mount);
        loss = null;
        int umask = parts.calls().attributes().umask(0);
        boolean[] cancelled = new boolean[1];
        try {
            if (!mount.serve(() -> endWished(cancelled))) {
                throw new WrongStateException(RUN, "the directory was unmounted before it was served");
            }
        } finally {
            restore(umask);
        }
        ApplianceLostException lost = loss;
        if (lost != null) {
            throw lost;
        }
        if (cancelled[0]) {
            throw new CancelledException(
                    RUN, "the run was cancelled, and '" + mount.directory() + "' is unmounted", ErrorNumber.EINTR);
        }
    }

    /** Asked many times a second, whether something happens or not. */
    private boolean endWished(boolean[] cancelled) {
        if (loss == null && !parts.applianceRuns().getAsBoolean()) {
            notice();
        }
        cancelled[0] |= parts.cancelled().getAsBoolean();
        return loss != null || cancelled[0];
    }

    /** The appliance is gone, and nobody has asked it anything since: asking makes the handle notice. */
    private void notice() {
        try {
            parts.calls().files().exists("/");
        } catch (ApplianceLostException e) {
            loss = e;
        } catch (GuestFSException e) {
            parts.log().accept("the appliance does not run, but was not lost: " + e.getMessage());
        }
    }

    private void demandRoot(LocalMount mount) {
        String reason = "";
        parts.errors().push(null);
        try {
            if (parts.calls().files().exists("/")) {
                return;
            }
        } catch (GuestFSException e) {
            reason = ". The reason: " + e.getMessage();
        } finally {
            parts.errors().pop();
        }
        throw new WrongStateException(
                RUN,
                "there is nothing to serve: launch the handle and mount a file system of the guest on '/', then call"
                        + " this again. Until then '" + mount.directory()
                        + "' stays mounted on the local machine, and programs that look at it wait; umount_local, or"
                        + " 'fusermount -u " + mount.directory() + "', undoes that" + reason);
    }

    /** Gives the daemon its mask back. When the appliance has gone, so has the mask. */
    private void restore(int umask) {
        if (loss != null || !parts.applianceRuns().getAsBoolean()) {
            return;
        }
        try {
            parts.calls().attributes().umask(umask);
        } catch (GuestFSException e) {
            parts.log().accept("the file mode mask of the guest was not set back: " + e.getMessage());
        }
    }

    @Override
    public void umountLocal(UmountLocalOptions options) {
        LocalMount mount = currentMount();
        if (mount == null) {
            throw new WrongStateException(UNMOUNT, "this handle has nothing mounted on the local machine");
        }
        boolean retry = (Boolean) options.given().getOrDefault("retry", false);
        Optional<String> refusal = mount.unmount(retry);
        if (refusal.isPresent()) {
            throw new GuestFSException(
                    UNMOUNT,
                    "'" + mount.directory() + "' can't be unmounted: " + refusal.get()
                            + ". If it is busy, end the programs that have files or their working directory there"
                            + (retry ? "" : ", or try with retry"),
                    ErrorNumber.NONE);
        }
        mount.awaitEnd(END_SECONDS);
    }

    /** Ends the mount, whoever uses it. Does not wait for the thread that serves it. */
    public void end() {
        LocalMount mount = currentMount();
        if (mount != null) {
            mount.end();
        }
    }

    /** Ends the mount of a handle that is being closed, and waits for that; there will be no other. */
    public void close() {
        LocalMount mount;
        synchronized (this) {
            closed = true;
            mount = currentMount();
        }
        if (mount != null) {
            mount.end();
            mount.awaitEnd(END_SECONDS);
        }
    }
}
