package io.guestfs.error;

/** Told of every failure of a handle in the thread it was set in, before the exception reaches the caller. */
@FunctionalInterface
public interface ErrorHandler {

    /**
     * Takes one failure. The handle's last error is already set when this runs.
     *
     * @param message the message of the failure
     */
    void error(String message);
}
