package io.guestfs.protocol.frame;

/** How long a read or write may wait for the other side. Asked before each wait, and again whenever one is over. */
@FunctionalInterface
public interface Patience {
    /**
     * Tells how long to wait before asking again; must not block.
     *
     * @return milliseconds, or 0 for as long as it takes
     * @throws WaitGivenUpException when nobody wants to wait any longer
     */
    long millis() throws WaitGivenUpException;

    /**
     * Waits as long as it takes.
     *
     * @return the patience that never ends
     */
    static Patience endless() {
        return () -> 0;
    }
}
