package io.guestfs.internal.handle;

import io.guestfs.event.Event;
import io.guestfs.event.EventCallback;
import io.guestfs.event.EventKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callbacks of a handle in the order of their slots.
 *
 * <p>Slots are numbered as in the C library: a removed callback leaves its number unused, except the highest, which the
 * next registration takes again. Only when all numbers were given are those of removed callbacks given again. Delivery
 * works on a snapshot, so callbacks may register and remove while it goes on.
 */
public final class EventRegistry {

    /** No more callbacks than this can be registered. */
    public static final int LIMIT = 1000;

    private static final Logger LOG = LoggerFactory.getLogger("guestfs.event");

    private record Slot(EventCallback callback, Set<EventKind> kinds) {
        static final Slot EMPTY = new Slot(event -> {}, EnumSet.noneOf(EventKind.class));
    }

    private final DefaultEventPrinter printer;
    private volatile List<Slot> slots = List.of();

    /**
     * Makes an empty registry.
     *
     * @param printer what happens to messages that nobody listens for
     */
    public EventRegistry(DefaultEventPrinter printer) {
        this.printer = printer;
    }

    /**
     * Registers a callback.
     *
     * @return its slot, or -1 when {@link #LIMIT} are registered
     */
    public synchronized int add(EventCallback callback, Set<EventKind> kinds) {
        List<Slot> next = new ArrayList<>(slots);
        int id = next.size();
        if (id < LIMIT) {
            next.add(Slot.EMPTY);
        } else {
            id = next.indexOf(Slot.EMPTY);
            if (id < 0) {
                return -1;
            }
        }
        next.set(id, new Slot(callback, copy(kinds)));
        slots = next;
        return id;
    }

    /** Puts another callback into a slot that is in use. */
    public synchronized void replace(int id, EventCallback callback, Set<EventKind> kinds) {
        List<Slot> next = new ArrayList<>(slots);
        next.set(id, new Slot(callback, copy(kinds)));
        slots = next;
    }

    /** Empties a slot; a number that is not in use is ignored. */
    public synchronized void remove(int id) {
        if (id < 0 || id >= slots.size()) {
            return;
        }
        List<Slot> next = new ArrayList<>(slots);
        if (id == next.size() - 1) {
            next.remove(id);
        } else {
            next.set(id, Slot.EMPTY);
        }
        slots = next;
    }

    /** Tells whether a callback listens for this kind. */
    public boolean hasListener(EventKind kind) {
        return slots.stream().anyMatch(slot -> slot.kinds().contains(kind));
    }

    /** Delivers one event on the calling thread, in the order of the slots. */
    public void fire(Event event) {
        boolean heard = false;
        List<Slot> snapshot = slots;
        for (int id = 0; id < snapshot.size(); id++) {
            Slot slot = snapshot.get(id);
            // A callback may have taken out one that comes after it.
            if (slot.kinds().contains(event.kind()) && registered(id, slot)) {
                heard = true;
                deliver(slot, event);
            }
        }
        if (event instanceof Event.Message message) {
            printer.message(message, heard);
        }
    }

    /** Delivers a message. */
    public void fire(EventKind kind, String text) {
        fire(new Event.Message(kind, text));
    }

    private boolean registered(int id, Slot slot) {
        List<Slot> present = slots;
        return id < present.size() && present.get(id).equals(slot);
    }

    private static void deliver(Slot slot, Event event) {
        try {
            slot.callback().event(event);
        } catch (Throwable e) {
            // The call that is running must not lose step because its listener has a bug. Everything is caught,
            // because other languages of the JVM let a listener throw what Java would have had to declare.
            LOG.error("A callback for {} events threw an exception; the running call goes on.", event.kind(), e);
        }
    }

    private static Set<EventKind> copy(Set<EventKind> kinds) {
        EnumSet<EventKind> copy = EnumSet.noneOf(EventKind.class);
        copy.addAll(kinds);
        return copy;
    }
}
