package io.guestfs;

/**
 * How a handle is made. Immutable; each method gives a changed copy.
 *
 * @param environment whether settings are taken from environment variables such as {@code LIBGUESTFS_DEBUG}
 * @param closeOnExit whether the handle is closed when the JVM exits
 */
public record GuestFSOptions(boolean environment, boolean closeOnExit) {

    /** Settings from the environment, closed at exit. */
    public static final GuestFSOptions DEFAULT = new GuestFSOptions(true, true);

    /**
     * Leaves environment variables alone.
     *
     * @return a changed copy
     */
    public GuestFSOptions withoutEnvironment() {
        return new GuestFSOptions(false, closeOnExit);
    }

    /**
     * Leaves the handle open when the JVM exits; the appliance then ends because nobody talks to it any more.
     *
     * @return a changed copy
     */
    public GuestFSOptions withoutCloseOnExit() {
        return new GuestFSOptions(environment, false);
    }
}
