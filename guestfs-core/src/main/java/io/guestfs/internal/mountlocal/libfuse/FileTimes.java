package io.guestfs.internal.mountlocal.libfuse;

/**
 * Two times, each in seconds since 1970 and nanoseconds. The nanoseconds may be {@link #NOW} or {@link #OMIT}.
 *
 * @param accessSeconds last access
 * @param accessNanos its part below a second
 * @param modificationSeconds last modification
 * @param modificationNanos its part below a second
 */
public record FileTimes(long accessSeconds, long accessNanos, long modificationSeconds, long modificationNanos) {

    /** Nanoseconds that stand for the present time. */
    public static final long NOW = 0x3fffffff;

    /** Nanoseconds that leave a time alone. */
    public static final long OMIT = 0x3ffffffe;
}
