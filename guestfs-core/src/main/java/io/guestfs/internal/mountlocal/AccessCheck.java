package io.guestfs.internal.mountlocal;

import io.guestfs.internal.mountlocal.libfuse.Caller;
import io.guestfs.structs.StatNs;

/** Who may do what, by owner, group and permission bits. Of the groups of a user only the primary one counts. */
final class AccessCheck {

    private static final int EXECUTE = 1;
    private static final int READ_WRITE = 6;
    private static final int ANYBODY_EXECUTES = 0111;

    private AccessCheck() {}

    static boolean allowed(StatNs file, int mask, Caller caller) {
        if (caller.uid() == 0) {
            // The superuser reads and writes everything, and executes what anybody may execute.
            return (mask & EXECUTE) == 0 || FileMode.isDirectory(file) || (file.stMode() & ANYBODY_EXECUTES) != 0;
        }
        int shift = file.stUid() == Integer.toUnsignedLong(caller.uid())
                ? 6
                : file.stGid() == Integer.toUnsignedLong(caller.gid()) ? 3 : 0;
        int wanted = mask & (READ_WRITE | EXECUTE);
        return (file.stMode() >> shift & wanted) == wanted;
    }
}
