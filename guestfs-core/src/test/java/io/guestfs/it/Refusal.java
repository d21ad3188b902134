package io.guestfs.it;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.error.GuestFSException;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The exception of a call that has to fail. */
final class Refusal {

    private Refusal() {}

    /** Makes a call that has to be refused and returns its exception. */
    static GuestFSException of(ThrowingCallable call) {
        return Objects.requireNonNull(
                catchThrowableOfType(GuestFSException.class, call), "the call succeeded, but it had to be refused");
    }
}
