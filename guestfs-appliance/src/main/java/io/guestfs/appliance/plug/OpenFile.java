package io.guestfs.appliance.plug;

import java.io.IOException;
import java.nio.file.Path;
import jnr.constants.platform.Errno;
import jnr.constants.platform.OpenFlags;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;

/** A file or connection of this process whose number is known, which files of Java's own don't tell. */
final class OpenFile implements AutoCloseable {
    private static final POSIX SYSTEM = POSIXFactory.getNativePOSIX();

    private final int descriptor;
    private boolean closed;

    private OpenFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a file that exists.
     *
     * @param file its path
     * @param writable true to read and write, false to read only
     * @return the file, which programs that are started don't get
     * @throws IOException if it can't be opened
     */
    static OpenFile open(Path file, boolean writable) throws IOException {
        OpenFlags access = writable ? OpenFlags.O_RDWR : OpenFlags.O_RDONLY;
        int descriptor = SYSTEM.open(file.toString(), access.intValue() | OpenFlags.O_CLOEXEC.intValue(), 0);
        if (descriptor < 0) {
            throw new IOException(Errno.valueOf(SYSTEM.errno()).description());
        }
        return new OpenFile(descriptor);
    }

    /**
     * Connects to a Unix socket.
     *
     * @param socket its path
     * @return the connection
     * @throws IOException if nobody listens there
     */
    static OpenFile connect(Path socket) throws IOException {
        // Closing the channel would end the conversation for whoever got the connection; closing its number does not.
        return new OpenFile(
                UnixSocketChannel.open(new UnixSocketAddress(socket.toFile())).getFD());
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            int unused = SYSTEM.close(descriptor);
        }
    }
}
