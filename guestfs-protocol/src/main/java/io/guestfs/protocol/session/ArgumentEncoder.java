package io.guestfs.protocol.session;

import io.guestfs.protocol.xdr.XdrWriter;

/** Writes the arguments of a call behind the header. */
@FunctionalInterface
public interface ArgumentEncoder {
    /**
     * Writes the arguments. May be called twice for one request, so it must write the same each time.
     *
     * @param out where to
     */
    void encode(XdrWriter out);

    /**
     * Writes nothing, for calls without arguments.
     *
     * @return the encoder
     */
    static ArgumentEncoder none() {
        return out -> {};
    }
}
