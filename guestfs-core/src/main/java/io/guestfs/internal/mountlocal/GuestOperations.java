package io.guestfs.internal.mountlocal;

import io.guestfs.internal.mountlocal.libfuse.Caller;
import io.guestfs.internal.mountlocal.libfuse.DirectoryEntry;
import io.guestfs.internal.mountlocal.libfuse.FileAttributes;
import io.guestfs.internal.mountlocal.libfuse.FileSystemOperations;
import io.guestfs.internal.mountlocal.libfuse.FileTimes;
import io.guestfs.internal.mountlocal.libfuse.RefusedException;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.structs.StatVfs;
import io.guestfs.structs.Xattr;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The file system of a guest: each operation is one call on the handle, or a few. */
final class GuestOperations implements FileSystemOperations {

    /** A call carries no more; a message of the protocol holds 4 MiB. */
    static final int PIECE = 2 << 20;

    private static final int WRITE = 2;
    private static final int ACCESS_MODE = 3;
    private static final int PERMISSIONS = 07777;
    private static final int CREATE_ONLY = 1;
    private static final int REPLACE_ONLY = 2;

    private final GuestCalls calls;
    private final boolean readOnly;
    private final GuestCaches caches;
    private final GuestLookups lookups;

    GuestOperations(GuestCalls calls, MountOptions options, LongSupplier clock, Consumer<String> log) {
        this.calls = calls;
        this.readOnly = options.readOnly();
        this.caches = new GuestCaches(options.cacheTimeout(), clock);
        this.lookups = new GuestLookups(calls, caches, log);
    }

    private void refuseIfReadOnly() {
        if (readOnly) {
            throw new RefusedException("EROFS");
        }
    }

    /** Does something to a file and forgets what was known of it, also when it failed half way. */
    private void change(String path, Runnable change) {
        refuseIfReadOnly();
        try {
            change.run();
        } finally {
            caches.changed(path);
        }
    }

    /** Makes a name. */
    private void create(String path, Runnable creation) {
        refuseIfReadOnly();
        try {
            creation.run();
        } finally {
            caches.created(path);
        }
    }

    /** Removes a name. */
    private void remove(String path, Runnable change) {
        refuseIfReadOnly();
        try {
            change.run();
        } finally {
            caches.removed(path);
        }
    }

    @Override
    public FileAttributes getattr(String path) {
        return lookups.attributes(path);
    }

    @Override
    public void access(String path, int mask, Caller caller) {
        if ((mask & WRITE) != 0) {
            refuseIfReadOnly();
        }
        if (!AccessCheck.allowed(lookups.stat(path), mask, caller)) {
            throw new RefusedException("EACCES");
        }
    }

    @Override
    public byte[] readlink(String path) {
        return WireText.encode(lookups.link(path));
    }

    @Override
    public List<DirectoryEntry> readdir(String path) {
        return lookups.list(path);
    }

    @Override
    public void mknod(String path, int mode, long device) {
        int major = (int) (((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL));
        int minor = (int) ((device & 0xff) | ((device >>> 12) & ~0xffL));
        create(path, () -> calls.directories().mknod(mode, major, minor, path));
    }

    @Override
    public void mkdir(String path, int mode) {
        create(path, () -> calls.directories().mkdirMode(path, mode & PERMISSIONS));
    }

    @Override
    public void symlink(String target, String path) {
        create(path, () -> calls.directories().lnS(target, path));
    }

    @Override
    public void unlink(String path) {
        remove(path, () -> calls.files().rm(path));
    }

    @Override
    public void rmdir(String path) {
        remove(path, () -> calls.directories().rmdir(path));
    }

    @Override
    public void rename(String from, String to) {
        refuseIfReadOnly();
        try {
            calls.files().rename(from, to);
        } finally {
            caches.moved(from, to);
        }
    }

    @Override
    public void link(String existing, String path) {
        create(path, () -> change(existing, () -> calls.directories().ln(existing, path)));
    }

    @Override
    public void chmod(String path, int mode) {
        change(path, () -> calls.attributes().chmod(mode & PERMISSIONS, path));
    }

    @Override
    public void chown(String path, int owner, int group) {
        change(path, () -> calls.attributes().lchown(owner, group, path));
    }

    @Override
    public void truncate(String path, long size) {
        change(path, () -> calls.files().truncateSize(path, size));
    }

    @Override
    public void utimens(String path, FileTimes times) {
        change(
                path,
                () -> calls.attributes()
                        .utimens(
                                path,
                                times.accessSeconds(),
                                nanos(times.accessNanos()),
                                times.modificationSeconds(),
                                nanos(times.modificationNanos())));
    }

    /** The kernel and the daemon have different numbers for "now" and "leave alone". */
    private static long nanos(long nanos) {
        return nanos == FileTimes.NOW ? -1 : nanos == FileTimes.OMIT ? -2 : nanos;
    }

    @Override
    public void open(String path, int flags) {
        if ((flags & ACCESS_MODE) != 0) {
            refuseIfReadOnly();
        }
    }

    @Override
    public void flush(String path) {
        // Every write has gone to the guest when it returns.
    }

    @Override
    public void release(String path) {
        // The guest does not keep files open for us.
    }

    @Override
    public byte[] read(String path, int size, long offset) {
        if (size <= PIECE) {
            return pread(path, size, offset);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(size);
        while (content.size() < size) {
            int wanted = Math.min(PIECE, size - content.size());
            byte[] piece = pread(path, wanted, offset + content.size());
            content.writeBytes(piece);
            if (piece.length < wanted) {
                break;
            }
        }
        return content.toByteArray();
    }

    /** Who asked has room for what was asked for, and no check follows: a daemon that gives more must not be believed. */
    private byte[] pread(String path, int size, long offset) {
        byte[] content = calls.files().pread(path, size, offset);
        if (content.length > size) {
            throw new RefusedException("EIO");
        }
        return content;
    }

    @Override
    public int write(String path, byte[] content, long offset) {
        refuseIfReadOnly();
        try {
            int done = 0;
            while (done < content.length) {
                int end = Math.min(content.length, done + PIECE);
                byte[] piece = done == 0 && end == content.length ? content : Arrays.copyOfRange(content, done, end);
                int written = calls.files().pwrite(path, piece, offset + done);
                done += written;
                if (written < piece.length) {
                    break;
                }
            }
            return done;
        } finally {
            caches.changed(path);
        }
    }

    @Override
    public StatVfs statfs(String path) {
        return calls.mounts().statvfs(path);
    }

    @Override
    public void fsync(String path) {
        calls.mounts().sync();
    }

    @Override
    public void setxattr(String path, String name, byte[] value, int flags) {
        refuseIfReadOnly();
        String text = WireText.decode(value);
        if (text.indexOf('\0') >= 0) {
            // The protocol carries the value as a C string. "Not supported" is what programs that copy can live with.
            throw new RefusedException("EOPNOTSUPP");
        }
        if (flags != 0) {
            boolean there = find(path, name) != null;
            if (there && (flags & CREATE_ONLY) != 0) {
                throw new RefusedException("EEXIST");
            }
            if (!there && (flags & REPLACE_ONLY) != 0) {
                throw new RefusedException("ENODATA");
            }
        }
        change(path, () -> calls.attributes().lsetxattr(name, text, value.length, path));
    }

    private @Nullable Xattr find(String path, String name) {
        for (Xattr attribute : lookups.xattrs(path)) {
            if (attribute.attrname().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    @Override
    public byte[] getxattr(String path, String name) {
        Xattr attribute = find(path, name);
        if (attribute == null) {
            throw new RefusedException("ENODATA");
        }
        return attribute.attrval();
    }

    @Override
    public byte[] listxattr(String path) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (Xattr attribute : lookups.xattrs(path)) {
            names.writeBytes(WireText.encode(attribute.attrname()));
            names.write(0);
        }
        return names.toByteArray();
    }

    @Override
    public void removexattr(String path, String name) {
        change(path, () -> calls.attributes().lremovexattr(name, path));
    }
}
