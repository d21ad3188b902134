package io.guestfs.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.appliance.report.DriveFault;
import io.guestfs.internal.codec.LifecycleCodec;
import io.guestfs.internal.handle.DefaultEventPrinter;
import io.guestfs.internal.handle.ErrorState;
import io.guestfs.internal.handle.EventRegistry;
import io.guestfs.internal.handle.HandleState;
import io.guestfs.protocol.session.CallDescriptor;
import io.guestfs.protocol.session.Reply;
import io.guestfs.protocol.session.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A call that breaks off in the middle of a reply for a reason of our own. */
class BrokenConversationTest {

    /** A daemon whose reply does not fit into memory. */
    private static final class Exhausted implements DaemonConnection {
        private final boolean broken;
        private int losses;

        Exhausted(boolean broken) {
            this.broken = broken;
        }

        @Override
        public <R> Reply<R> call(CallDescriptor<R> call, Request request) {
            throw new OutOfMemoryError("played");
        }

        @Override
        public boolean broken() {
            return broken;
        }

        @Override
        public @Nullable DriveFault takeDriveFault(boolean readingToo) {
            return null;
        }

        @Override
        public Loss lost() {
            losses++;
            return new Loss("ended", List.of());
        }
    }

    private static CallRunner runner(DaemonConnection connection) {
        HandleState state = new HandleState();
        state.moveTo(HandleState.State.LAUNCHING);
        state.moveTo(HandleState.State.READY);
        EventRegistry events = new EventRegistry(new DefaultEventPrinter(() -> false, () -> ""));
        return new CallRunner(new CallRunner.Parts(
                new HandleGate(), state, events, new ErrorState(), () -> false, new UserCancel(), () -> connection));
    }

    @Test
    void endsTheApplianceBecauseTheNextCallWouldReadTheRest() {
        Exhausted connection = new Exhausted(true);
        assertThatThrownBy(() -> runner(connection).daemon(LifecycleCodec.INTERNAL_AUTOSYNC, null))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(connection.losses).isEqualTo(1);
    }

    @Test
    void leavesTheApplianceAloneWhenTheConversationIsInStep() {
        Exhausted connection = new Exhausted(false);
        assertThatThrownBy(() -> runner(connection).daemon(LifecycleCodec.INTERNAL_AUTOSYNC, null))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(connection.losses).isZero();
    }
}
