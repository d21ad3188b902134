package io.guestfs.internal.launch;

import io.guestfs.appliance.RunningAppliance;
import io.guestfs.appliance.ShutdownResult;
import io.guestfs.appliance.plug.DrivePort;
import io.guestfs.appliance.report.DriveFault;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import io.guestfs.internal.call.DaemonConnection;
import io.guestfs.internal.handle.EventRegistry;
import io.guestfs.internal.handle.HandleState;
import io.guestfs.internal.handle.HandleState.State;
import io.guestfs.protocol.session.CallDescriptor;
import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.DaemonSession;
import io.guestfs.protocol.session.Reply;
import io.guestfs.protocol.session.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A running appliance with the conversation that goes on with its daemon. */
final class Appliance implements DaemonConnection {

    private static final Duration GRACE_AFTER_LOSS = Duration.ofMillis(500);

    private final RunningAppliance running;
    private final DaemonSession session;
    private final ConsolePump pump;
    private final EventRegistry events;
    private final HandleState state;
    private final Runnable forget;

    Appliance(
            RunningAppliance running,
            LaunchProgress progress,
            Lifecycle.Parts parts,
            Runnable forget,
            int firstSerial) {
        this.running = running;
        this.events = parts.events();
        this.state = parts.state();
        this.forget = forget;
        this.pump = new ConsolePump(running, events, progress);
        this.session = new DaemonSession(
                new ApplianceLink(running, pump),
                message -> events.fire(
                        new Event.Progress(message.procedure(), message.serial(), message.position(), message.total())),
                firstSerial);
    }

    /** Waits for the daemon to say that it is up, or until nobody wants to wait any longer. */
    void awaitLaunch(Cancellation end) throws IOException {
        session.awaitLaunch(end);
    }

    @Override
    public <R> Reply<R> call(CallDescriptor<R> call, Request request) throws IOException {
        return session.call(call, request);
    }

    /** Ends a call that waits for the daemon, from any thread. */
    void abort(String reason) {
        running.daemon().abort(reason);
    }

    /** The serial number that the next call would have. */
    int nextSerial() {
        return session.nextSerial();
    }

    Optional<DrivePort> drivePort() {
        return running.drivePort();
    }

    OptionalLong pid() {
        return running.pid();
    }

    BooleanSupplier activity() {
        return running.activity();
    }

    boolean alive() {
        return running.alive();
    }

    @Override
    public boolean broken() {
        return session.poisoned();
    }

    @Override
    public @Nullable DriveFault takeDriveFault(boolean readingToo) {
        running.awaitReports();
        return running.reports().takeFault(readingToo);
    }

    @Override
    public Loss lost() {
        ShutdownResult end = end(GRACE_AFTER_LOSS);
        forget.run();
        state.moveTo(State.CONFIG);
        events.fire(new Event.Notice(EventKind.SUBPROCESS_QUIT));
        String ending = running.reports().ending();
        String exit = (end.forced() ? "qemu still ran and was ended." : end.how() + ".")
                + (ending == null ? "" : " " + ending);
        return new Loss(exit, running.console().tail());
    }

    /** Ends qemu and hands over what the console still holds. */
    ShutdownResult end(Duration grace) {
        ShutdownResult result = running.shutdown(grace);
        pump.pump();
        return result;
    }

    List<String> consoleTail() {
        return running.console().tail();
    }
}
