package io.guestfs.error;

import java.util.List;

/**
 * The appliance went away, or talked nonsense and was ended, while the call ran. The handle is back in the state before
 * launch and has forgotten its drives; add them again and launch to go on.
 */
public final class ApplianceLostException extends GuestFSException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> consoleTail;

    /**
     * Makes the exception.
     *
     * @param call the call that was running
     * @param message what was noticed, how qemu ended
     * @param consoleTail the last lines of the console and of qemu's own messages
     * @param cause the failure of the connection
     */
    public ApplianceLostException(String call, String message, List<String> consoleTail, Throwable cause) {
        super(call, message, ErrorNumber.EPIPE, cause);
        this.consoleTail = List.copyOf(consoleTail);
    }

    /**
     * Gives the last words of the appliance.
     *
     * @return the last lines of the console and of qemu's own messages, oldest first; may be empty
     */
    public List<String> consoleTail() {
        return consoleTail == null ? List.of() : consoleTail;
    }
}
