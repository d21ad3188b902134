package io.guestfs.protocol.session;

import io.guestfs.protocol.frame.BadFrameException;
import io.guestfs.protocol.frame.ChunkBatch;
import io.guestfs.protocol.frame.DaemonLink;
import io.guestfs.protocol.frame.Frame;
import io.guestfs.protocol.frame.FrameChannel;
import io.guestfs.protocol.frame.Patience;
import io.guestfs.protocol.frame.WaitGivenUpException;
import io.guestfs.protocol.message.FileChunk;
import io.guestfs.protocol.message.ProgressMessage;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.xdr.XdrException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Frames as the phases of a call need them. Progress messages go to the listener wherever they come; failures of the
 * link and of frames become the exceptions that poison the session.
 */
final class Conversation {
    private final FrameChannel frames;
    private final SessionListener listener;
    private FirstFailure failure = new FirstFailure();

    Conversation(DaemonLink link, SessionListener listener) {
        this.frames = new FrameChannel(link);
        this.listener = listener;
    }

    /** Begins a call: what its listener throws is kept in the given place. */
    void begin(FirstFailure failureOfCall) {
        failure = failureOfCall;
    }

    /** How long is waited from now on. */
    void patience(Patience patience) {
        frames.patience(patience);
    }

    /** A number that changes whenever the daemon gives a sign of life. */
    long movement() {
        return frames.movement();
    }

    /** Waits for the flag with which the daemon announces itself. */
    void awaitLaunch() throws IOException {
        String wanted = "the launch flag";
        try {
            frames.readLaunchFlag();
        } catch (BadFrameException e) {
            throw new ProtocolException(e.getMessage() + "; expected was " + wanted + ", so this is no guestfsd", e);
        } catch (WaitGivenUpException e) {
            throw e;
        } catch (IOException e) {
            throw closed(wanted + " was awaited", e);
        }
    }

    /**
     * Looks at what the daemon has sent while we are about to write.
     *
     * @return whether it wants an upload to stop
     */
    boolean daemonCancelled() throws IOException {
        boolean cancelled = false;
        Frame frame = poll();
        while (frame != null) {
            if (frame instanceof Frame.Progress progress) {
                tell(progress.message());
            } else if (frame instanceof Frame.Cancel) {
                cancelled = true;
            } else {
                throw unexpected(frame, "nothing, or the cancel flag");
            }
            frame = poll();
        }
        return cancelled;
    }

    /** Waits for a reply. A cancel flag before it belongs to an upload that we had already finished. */
    ByteBuffer nextReply() throws IOException {
        while (true) {
            Frame frame = nextFrame(ProtocolNumbers.MESSAGE_LIMIT, "a reply");
            if (frame instanceof Frame.Message message) {
                return message.body();
            }
            if (!(frame instanceof Frame.Cancel)) {
                throw unexpected(frame, "a reply");
            }
        }
    }

    /** Waits for the next piece of a file. */
    FileChunk nextChunk() throws IOException {
        String wanted = "a chunk of the file";
        Frame frame = nextFrame(ProtocolNumbers.CHUNK_OVERHEAD + ProtocolNumbers.CHUNK_LIMIT, wanted);
        if (!(frame instanceof Frame.Message message)) {
            throw unexpected(frame, wanted);
        }
        try {
            return FileChunk.decode(message.body());
        } catch (XdrException e) {
            throw new ProtocolException("the daemon sent a chunk that cannot be read: " + e.getMessage(), e);
        }
    }

    void send(ByteBuffer message) throws IOException {
        try {
            frames.writeMessage(message);
        } catch (WaitGivenUpException e) {
            throw e;
        } catch (IOException e) {
            throw closed("a request was sent", e);
        }
    }

    void send(ChunkBatch batch) throws IOException {
        try {
            frames.writeChunks(batch);
        } catch (WaitGivenUpException e) {
            throw e;
        } catch (IOException e) {
            throw closed("a file was uploaded", e);
        }
    }

    void sendCancelFlag() throws IOException {
        try {
            frames.writeCancelFlag();
        } catch (WaitGivenUpException e) {
            throw e;
        } catch (IOException e) {
            throw closed("a download was cancelled", e);
        }
    }

    /** Puts the chunk that cancels an upload behind what could not be sent. */
    void cancelUploadLater(ChunkBatch batch) {
        batch.cancel();
        frames.keepChunks(batch);
    }

    /** Puts the flag that cancels a download behind what could not be sent. */
    void cancelDownloadLater() {
        frames.keepCancelFlag();
    }

    /** Sends what could not be sent. */
    void flush() throws IOException {
        try {
            frames.flush();
        } catch (WaitGivenUpException e) {
            throw e;
        } catch (IOException e) {
            throw closed("a cancelled call was brought to its end", e);
        }
    }

    /** Fails when the daemon is known to be gone, although nothing is awaited from it now. */
    void check() throws IOException {
        try {
            frames.check();
        } catch (IOException e) {
            throw closed("the other end of a transfer was awaited", e);
        }
    }

    private Frame nextFrame(int limit, String wanted) throws IOException {
        while (true) {
            Frame frame = read(limit, wanted);
            if (!(frame instanceof Frame.Progress progress)) {
                return frame;
            }
            tell(progress.message());
        }
    }

    private Frame read(int limit, String wanted) throws IOException {
        try {
            return frames.readFrame(limit);
        } catch (BadFrameException e) {
            throw new ProtocolException(e.getMessage() + "; expected was " + wanted, e);
        } catch (WaitGivenUpException e) {
            throw e;
        } catch (IOException e) {
            throw closed(wanted + " was awaited", e);
        }
    }

    private @Nullable Frame poll() throws IOException {
        try {
            return frames.pollFrame();
        } catch (BadFrameException e) {
            throw new ProtocolException(e.getMessage() + "; expected was nothing, or the cancel flag", e);
        } catch (WaitGivenUpException e) {
            throw e;
        } catch (IOException e) {
            throw closed("data were about to be sent", e);
        }
    }

    private void tell(ProgressMessage message) {
        // Procedure 0 is no call of the daemon. And a listener that has thrown is left in peace until the next call.
        if (message.procedure() == 0 || failure.present()) {
            return;
        }
        try {
            listener.progress(message);
        } catch (Throwable e) {
            // Not only unchecked ones: other languages of the JVM let a listener throw anything.
            failure.add(e);
        }
    }

    private static ProtocolException unexpected(Frame frame, String wanted) {
        return new ProtocolException("the daemon sent " + frame.describe() + "; expected was " + wanted);
    }

    private static LinkClosedException closed(String when, IOException cause) {
        return new LinkClosedException("the link to the daemon ended when " + when + ": " + cause.getMessage(), cause);
    }
}
