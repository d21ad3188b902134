package io.guestfs.fakedaemon;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A request as it came, and what came after it. The fields of the header are as on the wire, none was judged. */
public final class CallSeen {
    /** How the file of an upload ended. */
    public enum FileEnd {
        /** There was none, or it has not ended yet. */
        NONE,
        /** With the chunk that says so. */
        COMPLETE,
        /** With a cancel chunk. */
        CANCELLED
    }

    private static final int HEADER = 40;
    private static final int KEPT = 4 << 20;

    private final byte[] body;
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private long fileSize;
    private int chunks;
    private FileEnd fileEnd = FileEnd.NONE;
    private boolean cancelFlag;

    CallSeen(byte[] body) {
        this.body = body.clone();
    }

    /** The whole message, header and arguments. */
    public byte[] message() {
        return body.clone();
    }

    /** A cursor that is past the header. */
    public WireCursor arguments() {
        return new WireCursor(argumentBytes());
    }

    /** The bytes past the header. */
    public byte[] argumentBytes() {
        return Arrays.copyOfRange(body, HEADER, body.length);
    }

    /** First word of the header. */
    public int program() {
        return word(0);
    }

    /** Second word. */
    public int version() {
        return word(1);
    }

    /** Third word. */
    public int procedure() {
        return word(2);
    }

    /** Fourth word. */
    public int direction() {
        return word(3);
    }

    /** Fifth word. */
    public int serial() {
        return word(4);
    }

    /** Sixth and seventh word. */
    public long progressHint() {
        return (long) word(5) << 32 | Integer.toUnsignedLong(word(6));
    }

    /** Eighth and ninth word. */
    public long optargsBitmask() {
        return (long) word(7) << 32 | Integer.toUnsignedLong(word(8));
    }

    /** Last word. */
    public int status() {
        return word(9);
    }

    /** What was uploaded, up to 4 MiB of it. */
    public synchronized byte[] file() {
        return file.toByteArray();
    }

    /** How many bytes were uploaded. */
    public synchronized long fileSize() {
        return fileSize;
    }

    /** How many chunks came, end and cancel chunks included. */
    public synchronized int chunks() {
        return chunks;
    }

    /** How the upload ended. */
    public synchronized FileEnd fileEnd() {
        return fileEnd;
    }

    /** Whether a cancel flag came while this call was answered. */
    public synchronized boolean cancelFlag() {
        return cancelFlag;
    }

    synchronized void sawCancelFlag() {
        cancelFlag = true;
    }

    synchronized void sawData(byte[] data) {
        chunks++;
        fileSize += data.length;
        if (file.size() + data.length <= KEPT) {
            file.writeBytes(data);
        }
    }

    synchronized void sawEnd(FileEnd end) {
        chunks++;
        fileEnd = end;
    }

    private int word(int index) {
        int word = 0;
        for (int i = 0; i < 4; i++) {
            word = word << 8 | (body[4 * index + i] & 0xFF);
        }
        return word;
    }
}
