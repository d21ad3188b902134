package io.guestfs.internal.mountlocal;

import io.guestfs.calls.MountLocalOptions;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a guest is mounted.
 *
 * @param readOnly whether writing is refused
 * @param fuse further options for FUSE, separated by commas; may be empty
 * @param cacheTimeout how long what a listing brought along is believed
 * @param debugCalls whether each operation is logged
 */
record MountOptions(boolean readOnly, String fuse, Duration cacheTimeout, boolean debugCalls) {

    private static final int CACHE_SECONDS = 60;

    static MountOptions of(MountLocalOptions options) {
        Map<String, Object> given = options.given();
        int seconds = (Integer) given.getOrDefault("cachetimeout", CACHE_SECONDS);
        if (seconds < 0) {
            throw new InvalidArgumentException(
                    "mount_local",
                    "cachetimeout is " + seconds + ", but must be a number of seconds, or 0 to keep nothing",
                    ErrorNumber.EINVAL);
        }
        return new MountOptions(
                (Boolean) given.getOrDefault("readonly", false),
                (String) given.getOrDefault("options", ""),
                Duration.ofSeconds(seconds),
                (Boolean) given.getOrDefault("debugcalls", false));
    }

    /** Tells whether a mount option was asked for by name. */
    boolean asksFor(String option) {
        return List.of(fuse.split(",", -1)).contains(option);
    }

    /** All options for libfuse. What the caller asks for comes last and so wins. */
    String forFuse() {
        return "fsname=guestfs,subtype=guestfs,use_ino,big_writes"
                + (readOnly ? ",ro" : "")
                + (fuse.isEmpty() ? "" : "," + fuse);
    }
}
