package io.guestfs.internal.mountlocal.libfuse;

/**
 * An entry of a directory.
 *
 * @param name its name
 * @param inode the number of the file
 * @param kind the bits of its mode that say what kind of file it is; 0 when that is not known
 */
public record DirectoryEntry(String name, long inode, int kind) {}
