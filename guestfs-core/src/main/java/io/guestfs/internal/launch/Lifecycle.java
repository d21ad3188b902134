package io.guestfs.internal.launch;

import io.guestfs.appliance.ApplianceLauncher;
import io.guestfs.appliance.Backend;
import io.guestfs.appliance.LaunchRequest;
import io.guestfs.appliance.RunningAppliance;
import io.guestfs.appliance.ShutdownResult;
import io.guestfs.appliance.libvirt.LibvirtDoor;
import io.guestfs.appliance.plug.DrivePort;
import io.guestfs.appliance.qemu.BackendSettings;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import io.guestfs.internal.call.DaemonConnection;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.call.HandleGate;
import io.guestfs.internal.call.UserCancel;
import io.guestfs.internal.doctor.NativeAccess;
import io.guestfs.internal.handle.EventRegistry;
import io.guestfs.internal.handle.HandleState;
import io.guestfs.internal.handle.HandleState.State;
import io.guestfs.internal.handle.OpenHandles;
import io.guestfs.internal.local.LifecycleHome;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.structs.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Launch, shutdown and the questions about the state in between. */
public final class Lifecycle implements LifecycleHome {

    private static final int MAX_DISKS = 255;
    private static final Version VERSION = new Version(1, 60, 1, "java");

    /**
     * What the life of a handle goes by.
     *
     * @param state where it is
     * @param events who listens
     * @param gate tells whether the handle is being closed
     * @param cancel tells whether somebody wants the launch to end
     * @param request what to launch, with the settings of the moment
     * @param forget forgets drives and everything that is true for one launch only
     * @param libvirt the way to libvirt
     */
    public record Parts(
            HandleState state,
            EventRegistry events,
            HandleGate gate,
            UserCancel cancel,
            Supplier<LaunchRequest> request,
            Runnable forget,
            LibvirtDoor libvirt) {}

    private final Parts parts;
    private final Consumer<String> log;
    private final AbandonedHandle abandoned;
    private final Shutdown shutdown;
    private final ApplianceLauncher launcher;
    private volatile @Nullable Appliance appliance;

    /** Serial numbers go on from launch to launch. */
    private int nextSerial = ProtocolNumbers.FIRST_SERIAL;

    /**
     * Makes the home.
     *
     * @param parts what it goes by
     * @param autosync writes everything back in the guest; does nothing when that is turned off
     * @param abandoned is kept informed about what would be left
     * @param log takes lines for whoever looks for a fault
     */
    public Lifecycle(Parts parts, Runnable autosync, AbandonedHandle abandoned, Consumer<String> log) {
        this.parts = parts;
        this.abandoned = abandoned;
        this.log = log;
        this.shutdown = new Shutdown(parts, autosync, log);
        this.launcher = new ApplianceLauncher(OpenHandles::firstToHear, parts.libvirt());
    }

    @Override
    public void launch() {
        refuseIfClosing();
        LaunchRequest request = parts.request().get();
        if (!(request.backend() instanceof Backend.Attached)) {
            refuseBadDriveCount(request.drives().size());
        }
        Duration limit = request.timeout();
        LaunchProgress progress = new LaunchProgress(parts.events());
        // Set before anything is raised, so that a callback can't launch once more inside the launch.
        parts.state().moveTo(State.LAUNCHING);
        progress.step(0);
        LaunchEnd end =
                new LaunchEnd(parts.gate()::closing, parts.cancel()::wished, limit, Advice.about(request.backend()));
        RunningAppliance running = start(request, progress, end);
        Appliance starting = new Appliance(running, progress, parts, this::forget, nextSerial);
        appliance = starting;
        abandoned.runs(running);
        awaitDaemon(starting, end);
        parts.state().moveTo(State.READY);
        parts.events().fire(new Event.Notice(EventKind.LAUNCH_DONE));
        log.accept("the appliance is up after " + progress.elapsedMillis() + " ms");
        progress.finish();
    }

    /**
     * How long a launch may take.
     *
     * @param backendSettings may hold {@code launch_timeout}
     * @param otherwise what holds if they do not
     */
    public static Duration limit(List<String> backendSettings, Duration otherwise) {
        try {
            return BackendSettings.launchTimeout(backendSettings, otherwise);
        } catch (ApplianceException e) {
            throw ErrorMapper.launch(e);
        }
    }

    /** A callback may have kept the call waiting until the handle was closed. */
    private void refuseIfClosing() {
        if (parts.gate().closing()) {
            throw new HandleClosedException("launch", "the handle is closed");
        }
    }

    private static void refuseBadDriveCount(int drives) {
        if (drives == 0) {
            throw new WrongStateException("launch", "there is no drive: call add_drive before launch");
        }
        if (drives > MAX_DISKS) {
            throw new WrongStateException(
                    "launch", drives + " drives were added, and the appliance takes at most " + MAX_DISKS);
        }
    }

    private RunningAppliance start(LaunchRequest request, LaunchProgress progress, LaunchEnd end) {
        boolean started = false;
        try {
            requireNativeAccess();
            RunningAppliance running =
                    launcher.launch(request, new LaunchEvents(parts.events(), progress, log, end::wanted));
            started = true;
            return running;
        } catch (ApplianceException e) {
            if (e.phase() == LaunchPhase.ABORTED || parts.gate().closing()) {
                throw end.exception(e.consoleTail(), e);
            }
            throw ErrorMapper.launch(e);
        } finally {
            if (!started) {
                parts.state().moveTo(State.CONFIG);
            }
        }
    }

    /** Otherwise the first socket, or whoever asks for the user's number, would fail with an error about a missing library. */
    private static void requireNativeAccess() throws ApplianceException {
        NativeAccess access = NativeAccess.look();
        if (access.refused()) {
            throw ApplianceException.of(LaunchPhase.SETTINGS, access.fault().what())
                    .remedy(access.fault().remedy())
                    .build();
        }
    }

    private void awaitDaemon(Appliance starting, LaunchEnd end) {
        try {
            starting.awaitLaunch(end::wanted);
            if (parts.gate().closing()) {
                // Whoever closes may have looked for an appliance before there was this one, and be gone.
                throw new IOException("the handle was closed");
            }
        } catch (IOException e) {
            if (end.wanted()) {
                throw givenUp(starting, end, e);
            }
            DaemonConnection.Loss loss = starting.lost();
            throw ErrorMapper.launch(
                    "the appliance did not come up: " + e.getMessage() + ". " + loss.exit(),
                    "boot",
                    loss.consoleTail(),
                    end.advice().lost(),
                    e);
        }
    }

    private GuestFSException givenUp(Appliance starting, LaunchEnd end, IOException cause) {
        ShutdownResult killed = starting.end(Duration.ZERO);
        log.accept("the launch was given up; " + killed.how());
        nextSerial = starting.nextSerial();
        appliance = null;
        abandoned.ended();
        parts.state().moveTo(State.CONFIG);
        return end.exception(starting.consoleTail(), cause);
    }

    private void forget() {
        Appliance gone = appliance;
        if (gone != null) {
            nextSerial = gone.nextSerial();
        }
        appliance = null;
        abandoned.ended();
        parts.forget().run();
    }

    @Override
    public void shutdown() {
        refuseFromCallback("shutdown");
        end("shutdown", true);
    }

    @Override
    public void killSubprocess() {
        refuseFromCallback("kill_subprocess");
        end("kill_subprocess", true);
    }

    private void end(String call, boolean failLoudly) {
        Appliance ending = appliance;
        if (ending != null) {
            shutdown.run(call, ending, () -> ended(ending), failLoudly);
        }
    }

    /** One whose loss was noticed on the way is forgotten already, and a callback may have launched another since. */
    private void ended(Appliance gone) {
        if (appliance == gone) {
            parts.state().moveTo(State.CONFIG);
            forget();
        }
    }

    /** One thread at a time is inside the handle, so a launch that goes on is the one that the callback was called from. */
    private void refuseFromCallback(String call) {
        parts.gate().refuseInsideConversation(call);
        if (parts.state().get() == State.LAUNCHING) {
            throw new WrongStateException(
                    call, "a callback can't end the appliance while it is launched: close the handle instead");
        }
    }

    /** Ends the appliance of a handle that is being closed. Failures are only told to those who listen. */
    public void close() {
        try {
            end("close", false);
        } finally {
            forget();
        }
    }

    /** Ends a call that waits for the daemon, from any thread. */
    public void abort(String reason) {
        Appliance running = appliance;
        if (running != null) {
            running.abort(reason);
        }
    }

    /** Tells whether qemu runs, from any thread. */
    public boolean running() {
        Appliance present = appliance;
        return present != null && present.alive();
    }

    /** The way to the daemon, null while there is none. */
    public @Nullable DaemonConnection connection() {
        return appliance;
    }

    /** Where drives are plugged into the appliance; empty if there is none, or it can't be done there. */
    public Optional<DrivePort> drivePort() {
        Appliance present = appliance;
        return present == null ? Optional.empty() : present.drivePort();
    }

    @Override
    public void waitReady() {
        if (parts.state().get() != State.READY) {
            throw new WrongStateException(
                    "wait_ready", "the appliance was not launched: call launch, it waits by itself");
        }
    }

    @Override
    public int getPid() {
        Appliance running = appliance;
        if (running == null || parts.state().get() != State.READY) {
            throw new GuestFSException("get_pid", "qemu does not run: call launch first", ErrorNumber.NONE);
        }
        return Math.toIntExact(running.pid()
                .orElseThrow(() -> new GuestFSException(
                        "get_pid", "the hypervisor is no child of this process", ErrorNumber.ENOTSUP)));
    }

    @Override
    public int maxDisks() {
        return MAX_DISKS;
    }

    @Override
    public boolean isConfig() {
        return parts.state().get() == State.CONFIG;
    }

    @Override
    public boolean isLaunching() {
        return parts.state().get() == State.LAUNCHING;
    }

    @Override
    public boolean isReady() {
        return parts.state().get() == State.READY;
    }

    @Override
    public boolean isBusy() {
        return false;
    }

    @Override
    public int getState() {
        return parts.state().get().number();
    }

    @Override
    public Version version() {
        return VERSION;
    }
}
