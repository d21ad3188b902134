package io.guestfs.internal.mountlocal.libfuse;

import com.kenai.jffi.MemoryIO;
import java.util.List;

/**
 * A file system that is mounted through libfuse. It is served by whoever calls {@link #serve}, one request at a time;
 * all methods but {@link #mount} belong to one thread at a time.
 */
public final class FuseMount implements AutoCloseable {

    /** What became of the wait for a request. */
    public enum Step {
        /** Nothing came. */
        IDLE,
        /** A request was answered. */
        SERVED,
        /** The directory was unmounted. */
        GONE,
        /** The kernel can't be heard any more. */
        BROKEN
    }

    private static final short POLLIN = 1;
    private static final int EINTR = 4;
    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int POLL_SIZE = 8;
    private static final int WORD = 8;

    private final LibFuse library;
    private final OperationTable table;
    private final long fuse;
    private final long session;
    private final long channel;
    private final long bufferSize;
    private final long buffer;
    private final long scratch;

    private FuseMount(LibFuse library, OperationTable table, long fuse, long channel) {
        MemoryIO memory = MemoryIO.getInstance();
        this.library = library;
        this.table = table;
        this.fuse = fuse;
        this.channel = channel;
        this.session = library.session.callAddress(fuse);
        this.bufferSize = library.bufferSize.callAddress(channel);
        this.buffer = memory.allocateMemory(bufferSize, false);
        this.scratch = memory.allocateMemory(2L * WORD, true);
    }

    /**
     * Mounts a file system. Nobody answers for it until it is served.
     *
     * @param library the functions of libfuse
     * @param directory the absolute path of an existing directory
     * @param options what stands behind {@code -o}
     * @param requests what answers the kernel
     * @return the mount
     * @throws FuseUnavailableException if libfuse refuses; it writes the reason to the standard error of the process
     */
    public static FuseMount mount(LibFuse library, String directory, String options, Requests requests)
            throws FuseUnavailableException {
        OperationTable table = new OperationTable(library, requests);
        FuseMount made = null;
        try (Arguments arguments = new Arguments(library, List.of("guestfs", "-o", options));
                CText path = new CText(directory)) {
            long channel = library.mount.callAddress(path.address, arguments.address);
            if (channel == 0) {
                throw new FuseUnavailableException("libfuse could not mount it", null);
            }
            long fuse = library.create.callAddress(channel, arguments.address, table.address(), table.size(), 0);
            if (fuse == 0) {
                library.unmount.callAddress(path.address, channel);
                throw new FuseUnavailableException("libfuse does not take these options: " + options, null);
            }
            made = new FuseMount(library, table, fuse, channel);
            return made;
        } finally {
            if (made == null) {
                table.close();
            }
        }
    }

    /**
     * Waits for one request and answers it on this thread.
     *
     * @param millis how long to wait
     * @return what happened
     */
    public Step serve(int millis) {
        MemoryIO memory = MemoryIO.getInstance();
        memory.putInt(scratch, library.descriptor.callInt(channel));
        memory.putShort(scratch + 4, POLLIN);
        memory.putShort(scratch + 6, (short) 0);
        if (library.poll.callInt(scratch, 1, millis) <= 0) {
            return Step.IDLE;
        }
        memory.putAddress(scratch + POLL_SIZE, channel);
        int received = library.receive.callInt(scratch + POLL_SIZE, buffer, bufferSize);
        if (received == -EINTR || received == -EAGAIN || received == -ENOENT) {
            return Step.IDLE;
        }
        if (received <= 0) {
            return received == 0 ? Step.GONE : Step.BROKEN;
        }
        library.process.callAddress(session, buffer, received, channel);
        return Step.SERVED;
    }

    /** Lets go of the file system: whoever still waits for an answer gets an error. Does not unmount. */
    @Override
    public void close() {
        library.destroy.callAddress(fuse);
        MemoryIO.getInstance().freeMemory(buffer);
        MemoryIO.getInstance().freeMemory(scratch);
        table.close();
    }

    /** A {@code struct fuse_args}; libfuse may replace what it points to. */
    private static final class Arguments implements AutoCloseable {
        final long address;
        private final LibFuse library;
        private final long vector;
        private final List<CText> words;

        Arguments(LibFuse library, List<String> words) {
            MemoryIO memory = MemoryIO.getInstance();
            this.library = library;
            this.words = words.stream().map(CText::new).toList();
            vector = memory.allocateMemory((long) (words.size() + 1) * WORD, true);
            for (int i = 0; i < words.size(); i++) {
                memory.putAddress(vector + (long) i * WORD, this.words.get(i).address);
            }
            address = memory.allocateMemory(3L * WORD, true);
            memory.putInt(address, words.size());
            memory.putAddress(address + WORD, vector);
        }

        @Override
        public void close() {
            library.freeArguments.callAddress(address);
            MemoryIO.getInstance().freeMemory(address);
            MemoryIO.getInstance().freeMemory(vector);
            words.forEach(CText::close);
        }
    }
}
