package io.guestfs.internal.mountlocal;

import io.guestfs.calls.AttributesCalls;
import io.guestfs.calls.DirectoriesCalls;
import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.MountsCalls;

/**
 * The calls that a mounted guest is reached by.
 *
 * @param attributes attributes of files
 * @param directories directories, links and devices
 * @param files contents
 * @param mounts file systems
 */
public record GuestCalls(
        AttributesCalls attributes, DirectoriesCalls directories, FilesCalls files, MountsCalls mounts) {}
