package io.guestfs.event;

/** Takes the messages that the old log callback gets: console output and log lines. */
@FunctionalInterface
public interface LogMessageCallback {

    /**
     * Takes one message.
     *
     * @param text the message
     */
    void message(String text);
}
