package io.guestfs.internal.mountlocal.libfuse;

import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Closure;
import com.kenai.jffi.ClosureManager;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.structs.StatVfs;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The {@code struct fuse_operations} of libfuse 2.9: a table of C functions, each of which calls a method of
 * {@link FileSystemOperations}. Paths stay bytes on the way. What is not in the table libfuse answers by itself.
 */
final class OperationTable implements AutoCloseable {

    private static final Type P = Type.POINTER;
    private static final Type INT = Type.SINT32;
    private static final Type LONG = Type.SINT64;
    private static final int WORD = 8;
    private static final int FLAGS = 38;
    private static final int WORDS = 39;
    private static final int STAT_SIZE = 144;
    private static final int ERANGE = 34;
    private static final int EIO = 5;

    private final MemoryIO memory = MemoryIO.getInstance();
    private final LibFuse library;
    private final Requests requests;
    private final FileSystemOperations files;
    private final List<Closure.Handle> handles = new ArrayList<>();
    private final long address = memory.allocateMemory((long) WORDS * WORD, true);
    private final long entryStat = memory.allocateMemory(STAT_SIZE, true);

    OperationTable(LibFuse library, Requests requests) {
        this.library = library;
        this.requests = requests;
        this.files = requests.operations();
        lookups();
        names();
        attributes();
        contents();
        extendedAttributes();
        // The third bit of a bit field: UTIME_OMIT may be passed on.
        memory.putInt(
                address + (long) FLAGS * WORD, ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 << 2 : 1 << 29);
    }

    long address() {
        return address;
    }

    long size() {
        return (long) WORDS * WORD;
    }

    private void lookups() {
        add(0, c -> attributesTo(c.getAddress(1), files.getattr(path(c, 0))), P, P);
        add(1, c -> link(files.readlink(path(c, 0)), c.getAddress(1), c.getLong(2)), P, P, LONG);
        add(17, c -> statfs(files.statfs(path(c, 0)), c.getAddress(1)), P, P);
        add(26, c -> fill(files.readdir(path(c, 0)), c.getAddress(1), c.getAddress(2)), P, P, P, LONG, P);
        add(31, c -> done(() -> files.access(path(c, 0), c.getInt(1), caller())), P, INT);
    }

    private void names() {
        add(3, c -> done(() -> files.mknod(path(c, 0), c.getInt(1), c.getLong(2))), P, INT, LONG);
        add(4, c -> done(() -> files.mkdir(path(c, 0), c.getInt(1))), P, INT);
        add(5, c -> done(() -> files.unlink(path(c, 0))), P);
        add(6, c -> done(() -> files.rmdir(path(c, 0))), P);
        add(7, c -> done(() -> files.symlink(path(c, 0), path(c, 1))), P, P);
        add(8, c -> done(() -> files.rename(path(c, 0), path(c, 1))), P, P);
        add(9, c -> done(() -> files.link(path(c, 0), path(c, 1))), P, P);
    }

    private void attributes() {
        add(10, c -> done(() -> files.chmod(path(c, 0), c.getInt(1))), P, INT);
        add(11, c -> done(() -> files.chown(path(c, 0), c.getInt(1), c.getInt(2))), P, INT, INT);
        add(12, c -> done(() -> files.truncate(path(c, 0), c.getLong(1))), P, LONG);
        add(36, c -> done(() -> files.utimens(path(c, 0), times(c.getAddress(1)))), P, P);
    }

    private void contents() {
        add(14, c -> done(() -> files.open(path(c, 0), memory.getInt(c.getAddress(1)))), P, P);
        add(15, c -> read(c), P, P, LONG, LONG, P);
        add(16, c -> files.write(path(c, 0), bytes(c.getAddress(1), c.getLong(2)), c.getLong(3)), P, P, LONG, LONG, P);
        add(18, c -> done(() -> files.flush(path(c, 0))), P, P);
        add(19, c -> done(() -> files.release(path(c, 0))), P, P);
        add(20, c -> done(() -> files.fsync(path(c, 0))), P, INT, P);
        add(28, c -> done(() -> files.fsync(path(c, 0))), P, INT, P);
    }

    private void extendedAttributes() {
        add(21, this::setxattr, P, P, P, LONG, INT);
        add(22, c -> sized(files.getxattr(path(c, 0), path(c, 1)), c.getAddress(2), c.getLong(3)), P, P, P, LONG);
        add(23, c -> sized(files.listxattr(path(c, 0)), c.getAddress(1), c.getLong(2)), P, P, LONG);
        add(24, c -> done(() -> files.removexattr(path(c, 0), path(c, 1))), P, P);
    }

    private int setxattr(Closure.Buffer c) {
        files.setxattr(path(c, 0), path(c, 1), bytes(c.getAddress(2), c.getLong(3)), c.getInt(4));
        return 0;
    }

    private interface Operation {
        int run(Closure.Buffer arguments);
    }

    private void add(int slot, Operation operation, Type... parameters) {
        Closure closure = arguments -> arguments.setIntReturn(answer(operation, arguments));
        Closure.Handle handle =
                ClosureManager.getInstance().newClosure(closure, Type.SINT32, parameters, CallingConvention.DEFAULT);
        handles.add(handle);
        memory.putAddress(address + (long) slot * WORD, handle.getAddress());
    }

    /** Whatever happens, C gets a number: an exception must not run through its frames. */
    private int answer(Operation operation, Closure.Buffer arguments) {
        try {
            return operation.run(arguments);
        } catch (RuntimeException | Error e) {
            try {
                return -requests.failures().errno(e);
            } catch (RuntimeException | Error again) {
                again.addSuppressed(e);
                org.slf4j.LoggerFactory.getLogger("guestfs.library")
                        .error("An operation of a local mount failed, and so did telling why.", again);
                return -EIO;
            }
        }
    }

    private static int done(Runnable operation) {
        operation.run();
        return 0;
    }

    private String path(Closure.Buffer arguments, int index) {
        return WireText.decode(memory.getZeroTerminatedByteArray(arguments.getAddress(index)));
    }

    private byte[] bytes(long at, long size) {
        byte[] bytes = new byte[Math.toIntExact(size)];
        memory.getByteArray(at, bytes, 0, bytes.length);
        return bytes;
    }

    private int attributesTo(long at, FileAttributes file) {
        memory.setMemory(at, STAT_SIZE - 16L, (byte) 0);
        library.stat.write(at, file);
        return 0;
    }

    private int link(byte[] target, long at, long size) {
        int length = (int) Math.min(target.length, size - 1);
        memory.putByteArray(at, target, 0, length);
        memory.putByte(at + length, (byte) 0);
        return 0;
    }

    private int fill(List<DirectoryEntry> entries, long context, long filler) {
        NativeFunction fill = new NativeFunction(filler, INT, P, P, P, LONG);
        for (DirectoryEntry entry : entries) {
            byte[] name = Arrays.copyOf(WireText.encode(entry.name()), WireText.encode(entry.name()).length + 1);
            long text = memory.allocateMemory(name.length, false);
            try {
                memory.putByteArray(text, name, 0, name.length);
                library.stat.write(entryStat, entry);
                fill.callInt(context, text, entryStat, 0);
            } finally {
                memory.freeMemory(text);
            }
        }
        return 0;
    }

    private int read(Closure.Buffer c) {
        byte[] content = files.read(path(c, 0), Math.toIntExact(c.getLong(2)), c.getLong(3));
        memory.putByteArray(c.getAddress(1), content, 0, content.length);
        return content.length;
    }

    /** A size of 0 asks how large the answer is. */
    private int sized(byte[] answer, long at, long size) {
        if (size == 0) {
            return answer.length;
        }
        if (answer.length > size) {
            return -ERANGE;
        }
        memory.putByteArray(at, answer, 0, answer.length);
        return answer.length;
    }

    private FileTimes times(long at) {
        return new FileTimes(
                memory.getLong(at), memory.getLong(at + 8), memory.getLong(at + 16), memory.getLong(at + 24));
    }

    private Caller caller() {
        long context = library.context.callAddress();
        return new Caller(memory.getInt(context + 8), memory.getInt(context + 12));
    }

    private int statfs(StatVfs s, long at) {
        long[] fields = {
            s.bsize(),
            s.frsize(),
            s.blocks(),
            s.bfree(),
            s.bavail(),
            s.files(),
            s.ffree(),
            s.favail(),
            s.fsid(),
            s.flag(),
            s.namemax()
        };
        memory.putLongArray(at, fields, 0, fields.length);
        return 0;
    }

    @Override
    public void close() {
        handles.forEach(Closure.Handle::dispose);
        memory.freeMemory(address);
        memory.freeMemory(entryStat);
    }
}
