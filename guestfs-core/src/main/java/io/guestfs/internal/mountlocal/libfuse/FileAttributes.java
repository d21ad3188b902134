package io.guestfs.internal.mountlocal.libfuse;

import io.guestfs.structs.StatNs;

/**
 * The attributes of a file.
 *
 * @param inode its number in the mounted tree, which may join several file systems of the guest
 * @param stat everything else
 */
public record FileAttributes(long inode, StatNs stat) {}
