package io.guestfs.protocol.session;

import io.guestfs.protocol.message.ProgressMessage;

/**
 * Hears what happens during a call, in the thread of the caller. When it throws, it hears no more of this call; a
 * running transfer is cancelled, the call is brought to its end, and then the exception goes to the caller.
 */
@FunctionalInterface
public interface SessionListener {
    /**
     * A call goes on. The message is not compared with the running call: it may be a late one of the call before.
     *
     * @param message how far it is
     */
    void progress(ProgressMessage message);

    /**
     * Hears nothing.
     *
     * @return the listener
     */
    static SessionListener none() {
        return message -> {};
    }
}
