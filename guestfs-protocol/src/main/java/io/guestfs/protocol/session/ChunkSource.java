package io.guestfs.protocol.session;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of an upload come from. For each upload {@link #open} is called once, after the request was sent;
 * whatever it does, {@link #close} is called once afterwards.
 */
public interface ChunkSource {
    /**
     * Makes the bytes ready.
     *
     * @throws IOException when that fails; the upload is then cancelled
     */
    void open() throws IOException;

    /**
     * Delivers some bytes. When fewer come than there is room, the session sends what it has at once. A source that
     * waits for its bytes may return 0 now and then: the session then asks for cancellation and looks whether the
     * daemon has given up, and comes back.
     *
     * @param into where to; as many bytes as are put here count
     * @return how many bytes were put, or -1 when there are no more
     * @throws IOException when reading fails; the upload is then cancelled
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Ends the reading. Called before the daemon is told that the file is complete.
     *
     * @throws IOException when the bytes that were read cannot be trusted; the upload is then cancelled
     */
    void close() throws IOException;

    /** How many bytes will come, for the daemon's progress messages; 0 when that is unknown. Asked before opening. */
    long sizeHint();

    /** A name for error messages, such as the path of the file. */
    String describe();
}
