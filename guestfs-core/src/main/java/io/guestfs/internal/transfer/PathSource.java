package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.ChunkSource;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of the host.
 *
 * <p>A stream and not a channel: an interrupt closes a channel under the reader, and here it must only cancel.
 */
final class PathSource implements ChunkSource, MayBlock {

    private final Path path;
    private final String name;
    private @Nullable InputStream stream;
    private byte[] buffer = new byte[0];

    PathSource(Path path, String name) {
        this.path = path;
        this.name = name;
    }

    @Override
    public boolean mayBlock() {
        return LocalFiles.mayBlock(path);
    }

    @Override
    public void open() throws IOException {
        LocalFiles.checkReadable(path);
        stream = LocalFiles.ofThisHost(path) ? new FileInputStream(path.toFile()) : Files.newInputStream(path);
        buffer = new byte[StreamSource.BUFFER];
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return stream == null ? -1 : StreamSource.read(stream, buffer, into);
    }

    @Override
    public void close() throws IOException {
        InputStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public long sizeHint() {
        try {
            return Files.isRegularFile(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            // Without a size the daemon sends no progress; the open that follows reports what is wrong.
            return 0;
        }
    }

    @Override
    public String describe() {
        return name;
    }
}
