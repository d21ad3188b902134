package io.guestfs.protocol.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The byte stream to the daemon. One thread at a time reads, writes and asks; {@link #close()} and whatever else the
 * owner has for giving up may come from any thread and must end a blocked read or write.
 */
public interface DaemonLink extends AutoCloseable {
    /**
     * Reads what is there, at least one byte; waits for it.
     *
     * @param into where to; must have room
     * @param patience how long to wait; asked before each wait
     * @return how many bytes were read, or -1 at the end of the stream
     * @throws WaitGivenUpException when the patience ends; nothing was read then
     * @throws IOException when reading failed or was given up
     */
    int read(ByteBuffer into, Patience patience) throws IOException;

    /**
     * Tells whether {@link #read} would return at once, with bytes or with the end of the stream.
     *
     * @return whether it would
     * @throws IOException when that cannot be told or the link was given up
     */
    boolean readable() throws IOException;

    /**
     * Writes all remaining bytes; waits until that is done.
     *
     * @param bytes the bytes
     * @param patience how long to wait; asked before each wait
     * @throws WaitGivenUpException when the patience ends; what was not written remains in the buffer
     * @throws IOException when writing failed or was given up
     */
    void write(ByteBuffer bytes, Patience patience) throws IOException;

    /**
     * Looks whether the link can still be used, without moving bytes.
     *
     * @throws IOException when it was given up or the other side is known to be gone
     */
    void check() throws IOException;

    /** Ends the link; may be called twice and from any thread. */
    @Override
    void close();
}
