package io.guestfs.protocol.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** An upload out of memory that can fail at every step. */
class BytesSource implements ChunkSource {
    final byte[] content;
    int atOnce = Integer.MAX_VALUE;
    long hint;
    int opened;
    int closed;
    private int at;

    BytesSource(byte[] content) {
        this.content = content;
        this.hint = content.length;
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void open() throws IOException {
        opened++;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (at == content.length) {
            return -1;
        }
        int size = Math.min(atOnce, Math.min(into.remaining(), content.length - at));
        into.put(content, at, size);
        at += size;
        return size;
    }

    @Override
    public void close() throws IOException {
        closed++;
    }

    @Override
    public long sizeHint() {
        return hint;
    }

    @Override
    public String describe() {
        return "/host/source";
    }
}
