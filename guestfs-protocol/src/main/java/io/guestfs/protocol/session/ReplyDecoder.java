package io.guestfs.protocol.session;

import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a call returns.
 *
 * @param <R> what it becomes; {@link Void} for calls that return nothing
 */
@FunctionalInterface
public interface ReplyDecoder<R extends @Nullable Object> {
    /**
     * Reads the return value; must read all of it.
     *
     * @param in positioned behind the header
     * @return the value; null only for calls that return nothing
     * @throws XdrException when the bytes are no such value
     */
    @Nullable
    R decode(XdrReader in) throws XdrException;

    /**
     * Reads the reply of a call that returns nothing.
     *
     * @return the decoder
     */
    static ReplyDecoder<Void> nothing() {
        return in -> null;
    }
}
