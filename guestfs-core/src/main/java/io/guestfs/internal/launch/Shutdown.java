package io.guestfs.internal.launch;

import io.guestfs.appliance.ShutdownResult;
import io.guestfs.appliance.process.Limit;
import io.guestfs.appliance.report.DriveFault;
import io.guestfs.error.DriveFailedException;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.handle.HandleState.State;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends an appliance in order: write back, ask qemu to end, make it end. */
final class Shutdown {

    private static final Duration GRACE = Duration.ofSeconds(5);

    /** For a qemu that has already been waited for in vain. */
    private static final Duration SHORT_GRACE = Duration.ofSeconds(1);

    /** Writing back can take long on a slow disk with a lot of dirty memory, as long as qemu does something; but not this long. */
    private static final Duration AUTOSYNC_LIMIT = Duration.ofMinutes(5);

    private final Lifecycle.Parts parts;
    private final Runnable autosync;
    private final Consumer<String> log;

    Shutdown(Lifecycle.Parts parts, Runnable autosync, Consumer<String> log) {
        this.parts = parts;
        this.autosync = autosync;
        this.log = log;
    }

    /**
     * Ends an appliance. It is gone when this returns or throws.
     *
     * @param ended is run when it is gone, before anything is thrown
     * @param failLoudly whether a failure is thrown, or only logged
     */
    void run(String call, Appliance appliance, Runnable ended, boolean failLoudly) {
        GuestFSException failure = writeBack(appliance);
        Duration grace = failure == null ? GRACE : SHORT_GRACE;
        ShutdownResult result = appliance.end(grace);
        ended.run();
        log.accept(result.how());
        if (failure == null && !result.clean()) {
            failure = new GuestFSException(
                    call,
                    result.forced()
                            ? "qemu did not end within " + grace.toSeconds() + " s and was killed; "
                                    + "what the guest wrote last may be lost"
                            : result.how() + " at shutdown",
                    ErrorNumber.EIO);
        }
        DriveFault fault = appliance.takeDriveFault(false);
        if (fault != null && !(failure instanceof DriveFailedException)) {
            // What the guest could not write is the first cause of whatever else went wrong.
            failure = ErrorMapper.drive(call, failure == null ? null : failure.getMessage(), fault);
        }
        if (failure != null) {
            if (failLoudly) {
                throw failure;
            }
            log.accept("closing the handle: " + failure.getMessage());
        }
    }

    private @Nullable GuestFSException writeBack(Appliance appliance) {
        if (parts.state().get() != State.READY) {
            return null;
        }
        try (Limit alarm = new Limit(
                        AUTOSYNC_LIMIT,
                        () -> appliance.abort(
                                "writing back took more than " + AUTOSYNC_LIMIT.toMinutes() + " minutes"));
                StallWatch watch = new StallWatch(
                        appliance.activity(),
                        () -> appliance.abort(
                                "writing back does not go on: the guest is stopped or the daemon hangs"))) {
            autosync.run();
            return null;
        } catch (GuestFSException e) {
            return e;
        }
    }
}
