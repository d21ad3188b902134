package io.guestfs.protocol.session;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of a download go. {@link #open} is called once, after the daemon agreed and never when it refused;
 * whatever it does, {@link #close} is called once afterwards.
 */
public interface ChunkSink {
    /**
     * Makes ready to take bytes.
     *
     * @throws IOException when that fails; the download is then cancelled
     */
    void open() throws IOException;

    /**
     * Takes one chunk, all of it, unless {@link #waits()}.
     *
     * @param chunk a read-only direct buffer of at most 8192 bytes, good only during the call
     * @throws IOException when that fails; the download is then cancelled
     */
    void write(ByteBuffer chunk) throws IOException;

    /**
     * Tells whether the sink left bytes of a chunk because it still waits for whoever takes them. It may do so after a
     * moment: the session then asks for cancellation, looks whether the daemon is still there, and comes back with what
     * is left.
     *
     * @return whether it waits
     */
    default boolean waits() {
        return false;
    }

    /** The transfer has failed, and {@link #close} comes next: nobody should wait there for whoever takes the bytes. */
    default void giveUp() {}

    /**
     * Ends the writing, after the last byte or after a failure.
     *
     * @throws IOException when the bytes that were taken are not safe
     */
    void close() throws IOException;

    /** A name for error messages, such as the path of the file. */
    String describe();
}
