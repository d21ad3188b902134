package io.guestfs.event;

/**
 * Takes events of a handle.
 *
 * <p>It runs on the thread that is inside a call of the handle, while that call runs. Calls that are answered on our
 * side may be made from it; a call to the daemon is refused while another one runs. An exception that it throws is
 * logged and otherwise ignored.
 */
@FunctionalInterface
public interface EventCallback {

    /**
     * Takes one event.
     *
     * @param event the event
     */
    void event(Event event);
}
