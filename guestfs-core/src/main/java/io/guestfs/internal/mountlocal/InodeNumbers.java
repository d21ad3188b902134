package io.guestfs.internal.mountlocal;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of files in the mounted tree. Several file systems of a guest may be mounted on each other, and their numbers
 * overlap, while the local machine sees one file system only: programs would take two files for two names of one. So
 * each further file system gets numbers of its own.
 */
final class InodeNumbers {

    private static final int DEVICE_SHIFT = 48;

    private final Map<Long, Long> devices = new HashMap<>();

    long of(long device, long inode) {
        long index = index(device);
        return inode ^ index << DEVICE_SHIFT;
    }

    private long index(long device) {
        long next = devices.size();
        Long known = devices.putIfAbsent(device, next);
        return known == null ? next : known;
    }
}
