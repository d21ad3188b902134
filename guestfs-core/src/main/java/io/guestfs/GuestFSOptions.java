package io.guestfs;

import java.time.Duration;

/**
 * How a handle is made. Immutable; each method gives a changed copy.
 *
 * @param environment whether settings are taken from environment variables such as {@code LIBGUESTFS_DEBUG}
 * @param closeOnExit whether the handle is closed when the JVM exits
 * @param launchLimit how long a launch may take at most, building the appliance included
 */
public record GuestFSOptions(boolean environment, boolean closeOnExit, Duration launchLimit) {

    private static final Duration LONGEST = Duration.ofSeconds(999_999);

    /** Settings from the environment, closed at exit, twenty minutes for a launch. */
    public static final GuestFSOptions DEFAULT = new GuestFSOptions(true, true);

    /**
     * Makes the options.
     *
     * @param environment whether settings are taken from environment variables
     * @param closeOnExit whether the handle is closed when the JVM exits
     * @param launchLimit how long a launch may take at most
     * @throws IllegalArgumentException if the limit is not above zero, or is above 999999 seconds, which are eleven days
     */
    public GuestFSOptions {
        if (launchLimit.isNegative() || launchLimit.isZero() || launchLimit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a launch limit of " + launchLimit + " is not above zero and at most 999999 seconds");
        }
    }

    /**
     * Makes options with the usual limit of a launch, twenty minutes.
     *
     * @param environment whether settings are taken from environment variables
     * @param closeOnExit whether the handle is closed when the JVM exits
     */
    public GuestFSOptions(boolean environment, boolean closeOnExit) {
        this(environment, closeOnExit, Duration.ofMinutes(20));
    }

    /**
     * Leaves environment variables alone.
     *
     * @return a changed copy
     */
    public GuestFSOptions withoutEnvironment() {
        return new GuestFSOptions(false, closeOnExit, launchLimit);
    }

    /**
     * Leaves the handle open when the JVM exits; the appliance then ends because nobody talks to it any more.
     *
     * @return a changed copy
     */
    public GuestFSOptions withoutCloseOnExit() {
        return new GuestFSOptions(environment, false, launchLimit);
    }

    /**
     * Limits the time that a launch may take. A launch that takes longer fails with a
     * {@link io.guestfs.error.LaunchFailedException}, and nothing of it is left; the handle can launch again. The backend setting
     * {@code launch_timeout}, in seconds, comes before this limit: it is set later and for one launch.
     *
     * @param limit above zero, at most 999999 seconds
     * @return a changed copy
     * @throws IllegalArgumentException if the limit is out of range
     */
    public GuestFSOptions withLaunchLimit(Duration limit) {
        return new GuestFSOptions(environment, closeOnExit, limit);
    }
}
