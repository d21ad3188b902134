package io.guestfs.protocol.frame;

import io.guestfs.protocol.message.ProgressMessage;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.xdr.XdrReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Frames on a {@link DaemonLink}. Reading goes through one buffer, so that many small frames cost one read, and a
 * frame that fits into the buffer is handed out where it lies. Not safe for use by several threads at once.
 */
public final class FrameChannel {
    private static final int READ_BUFFER = 128 * 1024;
    private static final int WRITE_BUFFER = 64 * 1024;

    private final DaemonLink link;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BUFFER).limit(0);
    private final ByteBuffer out = ByteBuffer.allocateDirect(WRITE_BUFFER);

    /**
     * Puts frames on a link. The link stays the caller's: it is never closed here.
     *
     * @param link the byte stream
     */
    public FrameChannel(DaemonLink link) {
        this.link = link;
    }

    /**
     * Reads one frame; waits for it.
     *
     * @return the frame
     * @throws BadFrameException when its length is above {@link ProtocolNumbers#MESSAGE_LIMIT}
     * @throws EOFException when the stream ends
     * @throws IOException when the link fails
     */
    public Frame readFrame() throws IOException {
        return readFrame(ProtocolNumbers.MESSAGE_LIMIT);
    }

    /**
     * Reads one frame of limited length; waits for it.
     *
     * @param limit how many bytes the body of a message may have
     * @return the frame
     * @throws BadFrameException when its length is above the limit
     * @throws EOFException when the stream ends
     * @throws IOException when the link fails
     */
    public Frame readFrame(int limit) throws IOException {
        fill(Integer.BYTES);
        int word = in.getInt();
        return switch (word) {
            case ProtocolNumbers.LAUNCH_FLAG -> new Frame.Launch();
            case ProtocolNumbers.CANCEL_FLAG -> new Frame.Cancel();
            case ProtocolNumbers.PROGRESS_FLAG -> new Frame.Progress(progress());
            default -> new Frame.Message(message(word, limit));
        };
    }

    /**
     * Reads one frame if anything is there. When a part of a frame is there, waits for the rest.
     *
     * @return the frame, or null when nothing waits
     * @throws BadFrameException when what is there begins no frame
     * @throws EOFException when the stream has ended
     * @throws IOException when the link fails
     */
    public @Nullable Frame pollFrame() throws IOException {
        return in.hasRemaining() || link.readable() ? readFrame() : null;
    }

    /**
     * Writes a message. A small one goes out in a single write together with its length word.
     *
     * @param body header and content, at most {@link ProtocolNumbers#MESSAGE_LIMIT} bytes
     * @throws IOException when the link fails
     */
    public void writeMessage(ByteBuffer body) throws IOException {
        if (body.remaining() > ProtocolNumbers.MESSAGE_LIMIT) {
            throw new IllegalArgumentException("a message of " + body.remaining() + " bytes is too large");
        }
        out.clear().putInt(body.remaining());
        do {
            int size = Math.min(out.remaining(), body.remaining());
            out.put(body.slice(body.position(), size));
            body.position(body.position() + size);
            link.write(out.flip());
            out.clear();
        } while (body.hasRemaining());
    }

    /**
     * Writes the chunks that a batch holds, and empties it.
     *
     * @param batch the chunks
     * @throws IOException when the link fails
     */
    public void writeChunks(ChunkBatch batch) throws IOException {
        link.write(batch.drain());
    }

    /**
     * Writes the flag that asks the daemon to stop sending a file.
     *
     * @throws IOException when the link fails
     */
    public void writeCancelFlag() throws IOException {
        link.write(out.clear().putInt(ProtocolNumbers.CANCEL_FLAG).flip());
    }

    private ProgressMessage progress() throws IOException {
        return ProgressMessage.decode(new XdrReader(body(ProtocolNumbers.PROGRESS_SIZE)));
    }

    private ByteBuffer message(int length, int limit) throws IOException {
        if (Integer.compareUnsigned(length, limit) > 0) {
            throw new BadFrameException("the daemon announced a message of " + Integer.toUnsignedString(length)
                    + " bytes where at most " + limit + " are allowed");
        }
        return body(length);
    }

    private ByteBuffer body(int length) throws IOException {
        if (length <= READ_BUFFER) {
            fill(length);
            ByteBuffer body = in.slice(in.position(), length).asReadOnlyBuffer();
            in.position(in.position() + length);
            return body;
        }
        ByteBuffer body = ByteBuffer.allocate(length).put(in);
        // By way of the direct buffer: reading into the heap would make the JDK take one of the same size behind the
        // scenes.
        while (body.hasRemaining()) {
            read(in.clear().limit(Math.min(in.capacity(), body.remaining())));
            body.put(in.flip());
        }
        return body.flip();
    }

    /** Makes at least {@code bytes} bytes readable in the buffer. */
    private void fill(int bytes) throws IOException {
        if (in.remaining() >= bytes) {
            return;
        }
        if (in.position() + bytes > in.capacity() || !in.hasRemaining()) {
            in.compact().flip();
        }
        int start = in.position();
        int end = in.limit();
        in.limit(in.capacity());
        try {
            while (end - start < bytes) {
                end += read(in.position(end));
            }
        } finally {
            in.limit(end).position(start);
        }
    }

    private int read(ByteBuffer into) throws IOException {
        int size = link.read(into);
        if (size < 0) {
            throw new EOFException("the daemon's end of the connection was closed");
        }
        return size;
    }
}
