package io.guestfs.protocol.session;

/**
 * Whether somebody wants a file transfer to stop. Asked before and after each chunk, and about ten times a second while a
 * call with files waits for the daemon.
 */
@FunctionalInterface
public interface Cancellation {
    /** Whether the transfer should stop; must not block. */
    boolean requested();

    /**
     * Lets every transfer go on to its end.
     *
     * @return the cancellation that is never requested
     */
    static Cancellation never() {
        return () -> false;
    }
}
