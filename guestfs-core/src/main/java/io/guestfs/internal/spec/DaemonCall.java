package io.guestfs.internal.spec;

import io.guestfs.protocol.session.CallDescriptor;
import io.guestfs.protocol.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/**
 * One call that travels to the appliance.
 *
 * @param <R> type of the result, {@code Void} when there is none
 * @param info the outline of the call
 * @param wire how it is named on the wire and how its result is read
 * @param encoder how its arguments are written
 */
public record DaemonCall<R extends @Nullable Object>(CallInfo info, CallDescriptor<R> wire, Encoder encoder) {

    /** Writes the arguments of one call. */
    @FunctionalInterface
    public interface Encoder {

        /**
         * Writes the arguments.
         *
         * @param out where to
         * @param args the required arguments in order, files left out; null only for text that may be null
         * @param options the optional arguments in the order of the outline, null where one is not given
         */
        void encode(XdrWriter out, @Nullable Object[] args, @Nullable Object[] options);
    }
}
