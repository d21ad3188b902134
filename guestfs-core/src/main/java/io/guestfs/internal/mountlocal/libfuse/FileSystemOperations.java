package io.guestfs.internal.mountlocal.libfuse;

import io.guestfs.structs.StatVfs;
import java.util.List;

/**
 * What the kernel asks of a file system, in terms of Java. Paths begin with a slash; names are text as
 * {@link io.guestfs.protocol.xdr.WireText} makes it, so that each byte of a name survives. A failure is a
 * {@link RefusedException}, or any other exception that the mount turns into an error number.
 */
public interface FileSystemOperations {

    /** Gives the attributes of a file, of the link itself where it is one. */
    FileAttributes getattr(String path);

    /** Refuses what the caller may not do; the mask holds 4 for reading, 2 for writing, 1 for executing. */
    void access(String path, int mask, Caller caller);

    /** Gives what a symbolic link holds. */
    byte[] readlink(String path);

    /** Lists a directory, the entries for itself and its parent included where the guest has them. */
    List<DirectoryEntry> readdir(String path);

    /** Makes a file of any kind but a directory; the device number is that of the C library. */
    void mknod(String path, int mode, long device);

    /** Makes a directory. */
    void mkdir(String path, int mode);

    /** Makes a symbolic link. */
    void symlink(String target, String path);

    /** Removes what is no directory. */
    void unlink(String path);

    /** Removes an empty directory. */
    void rmdir(String path);

    /** Gives a file another name; a file of that name is replaced. */
    void rename(String from, String to);

    /** Gives a file one more name. */
    void link(String existing, String path);

    /** Sets the permission bits. */
    void chmod(String path, int mode);

    /** Sets owner and group; -1 keeps what is there. */
    void chown(String path, int owner, int group);

    /** Sets the size. */
    void truncate(String path, long size);

    /** Sets the times, with the nanoseconds of the kernel for "now" and "leave alone". */
    void utimens(String path, FileTimes times);

    /** Is told that a file is opened with these flags. */
    void open(String path, int flags);

    /** Is told that a descriptor was closed. */
    void flush(String path);

    /** Is told that the last user of an opened file is gone. */
    void release(String path);

    /** Reads at most as many bytes as asked for, fewer only at the end of the file. */
    byte[] read(String path, int size, long offset);

    /** Writes and tells how many bytes were written. */
    int write(String path, byte[] content, long offset);

    /** Describes the file system that a path is on. */
    StatVfs statfs(String path);

    /** Brings what was written to the disk. */
    void fsync(String path);

    /** Sets an extended attribute; the flags are 0, 1 to create only, 2 to replace only. */
    void setxattr(String path, String name, byte[] value, int flags);

    /** Gives the value of an extended attribute. */
    byte[] getxattr(String path, String name);

    /** Lists the names of the extended attributes, each with a zero byte behind it. */
    byte[] listxattr(String path);

    /** Removes an extended attribute. */
    void removexattr(String path, String name);
}
