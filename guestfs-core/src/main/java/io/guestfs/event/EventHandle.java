package io.guestfs.event;

/** A registered callback; closing it removes the callback. */
public interface EventHandle extends AutoCloseable {

    /**
     * Gives the number of the registration, as the C library counts them.
     *
     * @return the slot, counted from 0
     */
    int id();

    /** Removes the callback. Removing it twice does nothing. */
    @Override
    void close();
}
