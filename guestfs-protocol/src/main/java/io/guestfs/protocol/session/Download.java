package io.guestfs.protocol.session;

import io.guestfs.protocol.message.FileChunk;
import java.io.IOException;

/** Receives one file. When our side gives up, the rest is asked away and what still comes is thrown away. */
final class Download {
    private final Conversation conversation;
    private final ChunkSink sink;
    private final LocalFile file;
    private final Cancellation cancellation;
    private final FirstFailure failure;

    Download(Conversation conversation, ChunkSink sink, Cancellation cancellation, FirstFailure failure) {
        this.conversation = conversation;
        this.sink = sink;
        this.file = new LocalFile(sink.describe(), sink::open, sink::close, failure);
        this.cancellation = cancellation;
        this.failure = failure;
    }

    /** Receives the file; says whether the daemon goes on to the next one, if there is one. */
    boolean run() throws IOException {
        try {
            // A listener may have failed while the reply was awaited: then the file is not even opened.
            if (failure.present() || !file.open()) {
                return cancel();
            }
            return copy();
        } finally {
            file.close();
        }
    }

    private boolean copy() throws IOException {
        while (true) {
            FileChunk chunk = conversation.nextChunk();
            if (chunk.cancelled()) {
                file.daemonGaveUp(cancellation);
                return false;
            }
            if (chunk.endOfFile()) {
                file.close();
                return true;
            }
            if (!file.attempt(TransferException.Kind.LOCAL_WRITE, () -> write(chunk)) || file.stopped(cancellation)) {
                file.close();
                return cancel();
            }
        }
    }

    private void write(FileChunk chunk) throws IOException {
        sink.write(chunk.data());
        if (chunk.data().hasRemaining()) {
            throw new IllegalStateException(
                    "the sink left " + chunk.data().remaining() + " bytes of a chunk in the buffer");
        }
    }

    /** Asks the daemon to stop and reads until it has. The file may have been complete already; that ends it too. */
    private boolean cancel() throws IOException {
        conversation.sendCancelFlag();
        FileChunk chunk = conversation.nextChunk();
        while (!chunk.cancelled() && !chunk.endOfFile()) {
            chunk = conversation.nextChunk();
        }
        return false;
    }
}
