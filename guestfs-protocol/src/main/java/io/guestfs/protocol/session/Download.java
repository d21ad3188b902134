package io.guestfs.protocol.session;

import io.guestfs.protocol.frame.WaitGivenUpException;
import io.guestfs.protocol.message.FileChunk;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives one file. When our side gives up, the rest is asked away and what still comes is thrown away. */
final class Download {
    private final Conversation conversation;
    private final ChunkSink sink;
    private final LocalFile file;
    private final Cancellation cancellation;
    private final FirstFailure failure;
    private final UnfinishedCall call;
    private boolean ended;

    Download(
            Conversation conversation,
            ChunkSink sink,
            Cancellation cancellation,
            FirstFailure failure,
            UnfinishedCall call) {
        this.conversation = conversation;
        this.sink = sink;
        this.file = new LocalFile(sink.describe(), sink::open, sink::close, failure);
        this.cancellation = cancellation;
        this.failure = failure;
        this.call = call;
    }

    /** Receives the file; says whether the daemon goes on to the next one, if there is one. */
    boolean run() throws IOException {
        try {
            // A listener may have failed while the reply was awaited: then the file is not even opened.
            if (failure.present() || !file.open()) {
                return cancel();
            }
            return copy();
        } catch (WaitGivenUpException e) {
            // Before closing, which may fail as well: this came first.
            file.record(TransferException.Kind.CANCELLED);
            throw e;
        } finally {
            giveUp();
        }
    }

    /** Closes after a failure; does nothing if the file has come as a whole. */
    private void giveUp() {
        if (!ended) {
            ended = true;
            sink.giveUp();
            file.close();
        }
    }

    private boolean copy() throws IOException {
        while (true) {
            FileChunk chunk = conversation.nextChunk();
            if (chunk.cancelled()) {
                call.stopped();
                file.daemonGaveUp(cancellation);
                return false;
            }
            if (chunk.endOfFile()) {
                call.downloaded();
                ended = true;
                file.finish(cancellation);
                return true;
            }
            if (!write(chunk.data())) {
                giveUp();
                return cancel();
            }
        }
    }

    /** Has the sink take all of a chunk, however often it needs a pause; false when the transfer must stop. */
    private boolean write(ByteBuffer data) throws IOException {
        while (true) {
            if (!file.attempt(TransferException.Kind.LOCAL_WRITE, () -> take(data)) || file.stopped(cancellation)) {
                return false;
            }
            if (!data.hasRemaining()) {
                return true;
            }
            conversation.check();
        }
    }

    private void take(ByteBuffer data) throws IOException {
        sink.write(data);
        if (data.hasRemaining() && !sink.waits()) {
            throw new IllegalStateException("the sink left " + data.remaining() + " bytes of a chunk in the buffer");
        }
    }

    /** Asks the daemon to stop and reads until it has. The file may have been complete already; that ends it too. */
    private boolean cancel() throws IOException {
        call.askedToStop();
        conversation.sendCancelFlag();
        FileChunk chunk = conversation.nextChunk();
        while (!chunk.cancelled() && !chunk.endOfFile()) {
            chunk = conversation.nextChunk();
        }
        call.stopped();
        return false;
    }
}
