package io.guestfs.internal.call;

import io.guestfs.appliance.report.DriveFault;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.spec.CallInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a caller that the drive behind an error of the guest failed on the host. The guest only sees an error of its disk, or, when
 * it writes later, nothing at all.
 */
final class HostDrives {

    /** Calls after which everything that was written before should be on the disk. */
    private static final Set<String> PROMISES = Set.of("sync", "umount", "umount_all", "blockdev_flushbufs");

    /** What a failing disk looks like in the guest; a file system above it may have become read-only. */
    private static final Set<String> NUMBERS = Set.of("EIO", "ENOSPC", "EROFS", "EUCLEAN", "");

    private HostDrives() {}

    /** Gives the failure back, or the failure of a drive that is behind it. */
    static GuestFSException explained(String call, GuestFSException failure, DaemonConnection connection) {
        if (!NUMBERS.contains(failure.errnoName())) {
            return failure;
        }
        DriveFault fault = connection.takeDriveFault(true);
        return fault == null ? failure : ErrorMapper.drive(call, failure.getMessage(), fault);
    }

    /** Throws if the call promises what can't be true. */
    static void check(CallInfo call, DaemonConnection connection) {
        if (PROMISES.contains(call.name())) {
            @Nullable DriveFault fault = connection.takeDriveFault(false);
            if (fault != null) {
                throw ErrorMapper.drive(call.name(), null, fault);
            }
        }
    }
}
