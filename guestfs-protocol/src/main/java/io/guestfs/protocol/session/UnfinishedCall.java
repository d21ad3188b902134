package io.guestfs.protocol.session;

import io.guestfs.protocol.frame.ChunkBatch;
import io.guestfs.protocol.message.FileChunk;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What is still to be exchanged with the daemon before another call can be made. Kept up to date while a call runs, so
 * that a call whose caller has stopped waiting can be brought to its end later, where it was left.
 */
final class UnfinishedCall {
    /** Reads a reply; tells whether the daemon agreed. */
    interface ReplyCheck {
        boolean agreed(ByteBuffer body) throws IOException;
    }

    private final Conversation conversation;
    private final ReplyCheck check;
    private int downloads;
    private boolean begun;
    private boolean uploading;
    private boolean replyDue;
    private boolean cancelled;

    UnfinishedCall(Conversation conversation, ReplyCheck check, int downloads) {
        this.conversation = conversation;
        this.check = check;
        this.downloads = downloads;
    }

    /** Where the call is made. */
    Conversation conversation() {
        return conversation;
    }

    /** The request goes out, as a whole or in parts. */
    void requested(boolean withUpload) {
        begun = true;
        replyDue = true;
        uploading = withUpload;
    }

    /** The daemon will know that the last file has ended or was given up. */
    void uploaded() {
        uploading = false;
    }

    /** The daemon awaits one more file. */
    void uploadsAnother() {
        uploading = true;
    }

    /** The reply has come. */
    void replied(boolean agreed) {
        replyDue = false;
        if (!agreed) {
            downloads = 0;
        }
    }

    /** A file has come as a whole. */
    void downloaded() {
        downloads--;
    }

    /** The daemon was asked to stop sending. */
    void askedToStop() {
        cancelled = true;
    }

    /** The daemon sends no more files. */
    void stopped() {
        downloads = 0;
    }

    /** Whether the request has left, in parts at least. */
    boolean begun() {
        return begun;
    }

    /** Puts what tells the daemon to stop behind what could not be sent. Waits for nothing. */
    void cancel(ChunkBatch batch) {
        if (uploading) {
            uploading = false;
            conversation.cancelUploadLater(batch);
        } else if (downloads > 0 && !cancelled) {
            // Should it come before the reply, the daemon finds it before the first chunk.
            cancelled = true;
            conversation.cancelDownloadLater();
        }
    }

    /** Brings the call to its end; can be taken up again when the wait was given up. */
    void finish() throws IOException {
        conversation.flush();
        if (replyDue) {
            replied(check.agreed(conversation.nextReply()));
        }
        while (downloads > 0) {
            FileChunk chunk = conversation.nextChunk();
            if (chunk.cancelled()) {
                stopped();
            } else if (chunk.endOfFile()) {
                downloaded();
            }
        }
    }
}
