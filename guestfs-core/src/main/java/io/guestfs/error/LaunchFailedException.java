package io.guestfs.error;

import java.util.List;

/**
 * The appliance could not be started. The handle is in the state before launch: correct what {@link #remedy} says and
 * launch again.
 */
public final class LaunchFailedException extends GuestFSException {

    private static final long serialVersionUID = 1L;

    private final String phase;
    private final transient List<String> consoleTail;
    private final String remedy;

    /**
     * Makes the exception.
     *
     * @param message what failed and why, with the tool's own last words
     * @param phase the step of the launch, such as {@code appliance} or {@code connect}
     * @param consoleTail the last lines of the console and of qemu's own messages
     * @param remedy what to do about it; may be empty
     * @param cause the lower failure
     */
    public LaunchFailedException(
            String message, String phase, List<String> consoleTail, String remedy, Throwable cause) {
        super("launch", message, ErrorNumber.NONE, cause);
        this.phase = phase;
        this.consoleTail = List.copyOf(consoleTail);
        this.remedy = remedy;
    }

    /**
     * Tells how far the launch came.
     *
     * @return the step that failed, in lower case
     */
    public String phase() {
        return phase;
    }

    /**
     * Gives the last words of the appliance.
     *
     * @return the last lines of the console and of qemu's own messages, oldest first; may be empty
     */
    public List<String> consoleTail() {
        return consoleTail == null ? List.of() : consoleTail;
    }

    /**
     * Says what to do.
     *
     * @return one or more sentences; empty when nothing is known
     */
    public String remedy() {
        return remedy;
    }
}
