package io.guestfs.protocol.session;

import io.guestfs.protocol.frame.Patience;
import io.guestfs.protocol.frame.WaitGivenUpException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The patience of each phase of a call. */
final class Waiting {
    /** How often a waiting transfer asks whether it should stop. */
    static final long GLANCE_MILLIS = 100;

    private Waiting() {}

    /** Waits as long as nobody asks for the transfer to stop. */
    static Patience unlessCancelled(Cancellation cancellation, FirstFailure failure) {
        return () -> {
            if (LocalFile.requested(cancellation, failure)) {
                throw new WaitGivenUpException();
            }
            return GLANCE_MILLIS;
        };
    }

    /** Waits a moment and no longer. */
    static Patience atMost(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        return () -> {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new WaitGivenUpException();
            }
            return TimeUnit.NANOSECONDS.toMillis(left) + 1;
        };
    }

    /** Waits as long as something moves at least every so often, and another patience allows it. */
    static final class WhileMoving implements Patience {
        private final LongSupplier movement;
        private final long limitNanos;
        private final Patience other;
        private long seen;
        private long since = System.nanoTime();
        private boolean silent;

        WhileMoving(LongSupplier movement, long limitMillis, Patience other) {
            this.movement = movement;
            this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
            this.other = other;
            this.seen = movement.getAsLong();
        }

        /** Whether the wait was given up because nothing moved. */
        boolean silent() {
            return silent;
        }

        @Override
        public long millis() throws WaitGivenUpException {
            long now = movement.getAsLong();
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            }
            if (System.nanoTime() - since > limitNanos) {
                silent = true;
                throw new WaitGivenUpException();
            }
            long others = other.millis();
            return others == 0 ? GLANCE_MILLIS : Math.min(others, GLANCE_MILLIS);
        }
    }
}
