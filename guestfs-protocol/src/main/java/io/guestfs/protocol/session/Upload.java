package io.guestfs.protocol.session;

import io.guestfs.protocol.frame.ChunkBatch;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends one file. Whatever goes wrong on our side, the daemon gets the chunk that ends or cancels the file. */
final class Upload {
    /** How it ended. */
    enum Outcome {
        /** The daemon has the whole file. */
        SENT,
        /** The daemon wanted no more of it; its reply says why. */
        REFUSED,
        /** Our side failed; the failure is recorded. */
        FAILED
    }

    private static final int END = -1;

    private final Conversation conversation;
    private final ChunkBatch batch;
    private final ChunkSource source;
    private final LocalFile file;
    private final Cancellation cancellation;
    private final UnfinishedCall call;
    private int delivered;
    private boolean ending;

    Upload(UnfinishedCall call, ChunkBatch batch, ChunkSource source, Cancellation cancellation, FirstFailure failure) {
        this.conversation = call.conversation();
        this.batch = batch;
        this.source = source;
        this.file = new LocalFile(source.describe(), source::open, source::close, failure);
        this.cancellation = cancellation;
        this.call = call;
    }

    Outcome run() throws IOException {
        try {
            batch.clear();
            Outcome outcome = file.open() ? copy() : Outcome.FAILED;
            if (outcome != Outcome.SENT) {
                conversation.daemonCancelled();
                batch.cancel();
                call.uploaded();
                conversation.send(batch);
            }
            return outcome;
        } finally {
            file.close();
        }
    }

    /** Records that the daemon has refused the file although its reply says that all is well. */
    void refusedWithoutReason() {
        file.record(TransferException.Kind.DAEMON_CANCELLED);
    }

    private Outcome copy() throws IOException {
        while (!file.stopped(cancellation)) {
            ByteBuffer room = batch.room();
            if (!file.attempt(TransferException.Kind.LOCAL_READ, () -> delivered = read(room))) {
                return Outcome.FAILED;
            }
            if (delivered == END) {
                return finish();
            }
            if (delivered > 0) {
                batch.commit(delivered);
            }
            // A source that gives less than it could has no more for now: what we have should not wait for it.
            if ((room.hasRemaining() || batch.full()) && !flush()) {
                return Outcome.REFUSED;
            }
        }
        return Outcome.FAILED;
    }

    private int read(ByteBuffer room) throws IOException {
        int size = source.read(room);
        if (size != END && size != room.position()) {
            throw new IllegalStateException("the source says that it delivered " + size + " bytes, but there are "
                    + room.position() + " in the buffer");
        }
        return size;
    }

    private Outcome finish() throws IOException {
        if (!file.close()) {
            return Outcome.FAILED;
        }
        batch.end();
        ending = true;
        return flush() ? Outcome.SENT : Outcome.REFUSED;
    }

    /** Sends what is collected, unless the daemon has given up. */
    private boolean flush() throws IOException {
        if (conversation.daemonCancelled()) {
            return false;
        }
        if (!batch.empty()) {
            if (ending) {
                call.uploaded();
            }
            conversation.send(batch);
        }
        return true;
    }
}
