package io.guestfs.internal.mountlocal.libfuse;

/**
 * Who asks.
 *
 * @param uid the number of the user
 * @param gid the number of the primary group
 */
public record Caller(int uid, int gid) {}
