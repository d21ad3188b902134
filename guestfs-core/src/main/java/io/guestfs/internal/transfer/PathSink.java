package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.ChunkSink;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes a file of the host, which is made or emptied when the daemon has agreed to send. */
final class PathSink implements ChunkSink, MayBlock {

    private final Path path;
    private final String name;
    private @Nullable OutputStream stream;
    private byte[] buffer = new byte[0];

    PathSink(Path path, String name) {
        this.path = path;
        this.name = name;
    }

    @Override
    public boolean mayBlock() {
        return LocalFiles.mayBlock(path);
    }

    @Override
    public void open() throws IOException {
        LocalFiles.checkWritable(path);
        stream = LocalFiles.ofThisHost(path) ? new FileOutputStream(path.toFile()) : Files.newOutputStream(path);
        buffer = new byte[StreamSource.BUFFER];
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        if (stream != null) {
            StreamSink.write(stream, buffer, chunk);
        }
    }

    @Override
    public void close() throws IOException {
        OutputStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String describe() {
        return name;
    }
}
