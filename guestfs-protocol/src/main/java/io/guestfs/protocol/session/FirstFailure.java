package io.guestfs.protocol.session;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The first thing that failed on our side during a call; the rest is attached to it. */
final class FirstFailure {
    private @Nullable Throwable first;

    void add(Throwable failure) {
        if (first == null) {
            first = failure;
        } else {
            attach(first, failure);
        }
    }

    boolean present() {
        return first != null;
    }

    /** Lets a failure that outweighs this one carry it. */
    void attachTo(Throwable heavier) {
        if (first != null) {
            attach(heavier, first);
        }
    }

    void rethrow() throws IOException {
        if (first != null) {
            FirstFailure.<IOException>throwAsIs(first);
        }
    }

    // A listener or sink written in another language may have thrown what Java would have had to declare.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAsIs(Throwable failure) throws T {
        throw (T) failure;
    }

    // An exception may not suppress itself, and that is a matter of identity.
    @SuppressWarnings("ReferenceEquality")
    private static void attach(Throwable to, Throwable other) {
        if (to != other) {
            to.addSuppressed(other);
        }
    }
}
