package io.guestfs.internal.launch;

import io.guestfs.error.CancelledException;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.internal.call.ErrorMapper;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The reasons to give a launch up before it has failed by itself: the handle is closed, somebody wants it, the time is up. */
final class LaunchEnd {

    private final BooleanSupplier closing;
    private final BooleanSupplier cancelled;
    private final Duration limit;
    private final Advice advice;
    private final long begin = System.nanoTime();

    LaunchEnd(BooleanSupplier closing, BooleanSupplier cancelled, Duration limit, Advice advice) {
        this.closing = closing;
        this.cancelled = cancelled;
        this.limit = limit;
        this.advice = advice;
    }

    /** Tells whether the launch should end; never takes it back. */
    boolean wanted() {
        return closing.getAsBoolean() || cancelled.getAsBoolean() || System.nanoTime() - begin >= limit.toNanos();
    }

    Advice advice() {
        return advice;
    }

    /** What the caller of the launch gets. */
    GuestFSException exception(List<String> consoleTail, Exception cause) {
        if (closing.getAsBoolean()) {
            return new HandleClosedException("launch", "the handle was closed during the launch");
        }
        if (cancelled.getAsBoolean()) {
            return new CancelledException("launch", "the launch was given up on request", ErrorNumber.EINTR);
        }
        return ErrorMapper.launch(
                "the appliance did not come up within " + limit.toSeconds() + " s",
                "boot",
                consoleTail,
                advice.late(),
                cause);
    }
}
