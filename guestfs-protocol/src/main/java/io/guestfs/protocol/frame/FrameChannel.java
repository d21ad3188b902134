package io.guestfs.protocol.frame;

import io.guestfs.protocol.message.ProgressMessage;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.xdr.XdrReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Frames on a {@link DaemonLink}. Reading goes through one buffer, so that many small frames cost one read, and a
 * frame that fits into the buffer is handed out where it lies. Not safe for use by several threads at once.
 *
 * <p>A read or write that ends with a {@link WaitGivenUpException} loses nothing: the next read goes on in the middle of
 * the frame, and what could not be written is kept and goes out before anything else.
 */
public final class FrameChannel {
    private static final int READ_BUFFER = 128 * 1024;
    private static final int WRITE_BUFFER = 64 * 1024;

    private final DaemonLink link;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BUFFER).limit(0);
    private final ByteBuffer out = ByteBuffer.allocateDirect(WRITE_BUFFER);
    private Patience patience = Patience.endless();

    /** The first word of a frame of which the rest has not come yet. */
    private int word;

    private boolean begun;
    private @Nullable ByteBuffer largeBody;

    /** What a write that was given up has left, and what was put behind it. */
    private ByteBuffer kept = ByteBuffer.allocate(0);

    private long received;

    /**
     * Puts frames on a link. The link stays the caller's: it is never closed here.
     *
     * @param link the byte stream
     */
    public FrameChannel(DaemonLink link) {
        this.link = link;
    }

    /**
     * Says how long reads and writes wait from now on.
     *
     * @param patienceOfNow asked before each wait
     */
    public void patience(Patience patienceOfNow) {
        this.patience = patienceOfNow;
    }

    /**
     * Reads the word with which a daemon says that it is up; waits for it. After any other word nothing is awaited: who sends it
     * is no daemon, and the word no length.
     *
     * @throws BadFrameException when it is another word
     * @throws EOFException when the stream ends
     * @throws IOException when the link fails
     */
    public void readLaunchFlag() throws IOException {
        fill(Integer.BYTES);
        int first = in.getInt();
        if (first != ProtocolNumbers.LAUNCH_FLAG) {
            throw new BadFrameException(
                    "the daemon sent " + HexFormat.of().toHexDigits(first) + " (hexadecimal) as its first word");
        }
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
        if (!begun) {
            fill(Integer.BYTES);
            word = in.getInt();
            begun = true;
        }
        Frame frame = switch (word) {
            case ProtocolNumbers.LAUNCH_FLAG -> new Frame.Launch();
            case ProtocolNumbers.CANCEL_FLAG -> new Frame.Cancel();
            case ProtocolNumbers.PROGRESS_FLAG -> new Frame.Progress(progress());
            default -> new Frame.Message(message(word, limit));
        };
        begun = false;
        return frame;
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
        return begun || in.hasRemaining() || link.readable() ? readFrame() : null;
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
            try {
                send(out.flip());
            } catch (WaitGivenUpException e) {
                keep(body);
                throw e;
            }
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
        send(batch.drain());
    }

    /**
     * Puts the chunks that a batch holds behind what is kept, to go out with the next write, and empties it.
     *
     * @param batch the chunks
     */
    public void keepChunks(ChunkBatch batch) {
        keep(batch.drain());
    }

    /**
     * Writes the flag that asks the daemon to stop sending a file.
     *
     * @throws IOException when the link fails
     */
    public void writeCancelFlag() throws IOException {
        send(cancelFlag());
    }

    /** Puts the flag that asks the daemon to stop sending a file behind what is kept, to go out with the next write. */
    public void keepCancelFlag() {
        keep(cancelFlag());
    }

    /**
     * Writes what is kept.
     *
     * @throws IOException when the link fails
     */
    public void flush() throws IOException {
        if (kept.hasRemaining()) {
            link.write(kept, patience);
        }
    }

    /**
     * Looks whether the link can still be used.
     *
     * @throws IOException when it cannot
     */
    public void check() throws IOException {
        link.check();
    }

    /**
     * A number that changes whenever bytes go over the link in either direction while kept ones wait.
     *
     * @return the number
     */
    public long movement() {
        return received - kept.remaining();
    }

    private ByteBuffer cancelFlag() {
        return out.clear().putInt(ProtocolNumbers.CANCEL_FLAG).flip();
    }

    private void send(ByteBuffer bytes) throws IOException {
        try {
            flush();
            link.write(bytes, patience);
        } catch (WaitGivenUpException e) {
            keep(bytes);
            throw e;
        }
    }

    private void keep(ByteBuffer bytes) {
        kept = ByteBuffer.allocateDirect(kept.remaining() + bytes.remaining())
                .put(kept)
                .put(bytes)
                .flip();
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
        ByteBuffer body = largeBody;
        if (body == null) {
            body = ByteBuffer.allocate(length).put(in);
            largeBody = body;
        }
        // By way of the direct buffer: reading into the heap would make the JDK take one of the same size behind the
        // scenes.
        while (body.hasRemaining()) {
            refill(Math.min(in.capacity(), body.remaining()));
            body.put(in);
        }
        largeBody = null;
        return body.flip();
    }

    private void refill(int atMost) throws IOException {
        int size = 0;
        try {
            size = read(in.clear().limit(atMost));
        } finally {
            in.position(0).limit(size);
        }
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
        int size = link.read(into, patience);
        if (size < 0) {
            throw new EOFException("the daemon's end of the connection was closed");
        }
        received += size;
        return size;
    }
}
