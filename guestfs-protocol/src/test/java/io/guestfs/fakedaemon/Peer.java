package io.guestfs.fakedaemon;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The daemon's end of the line: words and bytes, nothing judged. */
public final class Peer {
    static final int CANCEL_FLAG = 0xFFFFEEEE;
    static final int LAUNCH_FLAG = 0xF5F55FF5;
    static final int PROGRESS_FLAG = 0xFFFF5555;
    private static final int READ_AT_ONCE = 64 * 1024;

    private final SocketLink link;
    private final ByteBuffer in = ByteBuffer.allocate(READ_AT_ONCE).limit(0);

    Peer(SocketLink link) {
        this.link = link;
    }

    /** Sends bytes as they are. */
    public void send(byte... bytes) throws IOException {
        link.write(ByteBuffer.wrap(bytes));
    }

    /** Sends a length word, then the body in a write of its own, as the daemon does. */
    public void sendMessage(byte[] body) throws IOException {
        send(new WireBytes().u32(body.length).toByteArray());
        send(body);
    }

    /** Sends a chunk. */
    public void sendChunk(int cancel, byte... data) throws IOException {
        sendMessage(new WireBytes().u32(cancel).opaque(data).toByteArray());
    }

    /** Reads one message of the client: null for a cancel flag. */
    public byte @Nullable [] readMessage() throws IOException {
        int word = readWord();
        return word == CANCEL_FLAG ? null : readBytes(word);
    }

    /** Whether something is there to be read. */
    public boolean waiting() throws IOException {
        return in.hasRemaining() || link.readable();
    }

    /** Ends the conversation; what had come and was not looked at yet is forgotten, or it would be taken for a call. */
    void close() {
        in.limit(0);
        link.close();
    }

    private int readWord() throws IOException {
        return ByteBuffer.wrap(readBytes(Integer.BYTES)).getInt();
    }

    private byte[] readBytes(int size) throws IOException {
        byte[] bytes = new byte[size];
        int at = 0;
        while (at < size) {
            if (!in.hasRemaining()) {
                int read = link.read(in.clear());
                in.flip();
                if (read < 0) {
                    in.limit(0);
                    throw new EOFException("the client has gone");
                }
            }
            int part = Math.min(in.remaining(), size - at);
            in.get(bytes, at, part);
            at += part;
        }
        return bytes;
    }
}
