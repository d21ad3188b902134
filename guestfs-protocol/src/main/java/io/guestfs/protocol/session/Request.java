package io.guestfs.protocol.session;

import java.util.List;

/**
 * One use of a call.
 *
 * @param arguments writes the arguments
 * @param optargsBitmask which optional arguments are given, the first one being bit 0
 * @param uploads files that go to the daemon, in order
 * @param downloads files that come from the daemon, in order
 * @param cancellation whether the transfers should stop; does not touch the call itself
 */
public record Request(
        ArgumentEncoder arguments,
        long optargsBitmask,
        List<ChunkSource> uploads,
        List<ChunkSink> downloads,
        Cancellation cancellation) {

    /** Keeps the lists as they are now. */
    public Request {
        uploads = List.copyOf(uploads);
        downloads = List.copyOf(downloads);
    }

    /** Whether files go along. */
    boolean transfers() {
        return !uploads.isEmpty() || !downloads.isEmpty();
    }

    /** What is transferred, for error messages. */
    String subject() {
        return uploads.isEmpty() ? downloads.get(0).describe() : uploads.get(0).describe();
    }

    /**
     * Makes a request without optional arguments and files.
     *
     * @param arguments writes the arguments
     * @return the request
     */
    public static Request plain(ArgumentEncoder arguments) {
        return new Request(arguments, 0, List.of(), List.of(), Cancellation.never());
    }
}
