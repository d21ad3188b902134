package io.guestfs;

import io.guestfs.error.InvalidArgumentException;
import io.guestfs.event.Event;
import io.guestfs.event.EventCallback;
import io.guestfs.event.EventHandle;
import io.guestfs.event.EventKind;
import io.guestfs.event.LogMessageCallback;
import io.guestfs.event.ProgressCallback;
import io.guestfs.internal.handle.ErrorState;
import io.guestfs.internal.handle.EventRegistry;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The callbacks of a handle as its users see them, the five single ones of old included: each of those has one slot. */
final class EventCallbacks {

    private final EventRegistry registry;
    private final ErrorState errors;
    private final Map<EventKind, Integer> single = new EnumMap<>(EventKind.class);

    EventCallbacks(EventRegistry registry, ErrorState errors) {
        this.registry = registry;
        this.errors = errors;
    }

    EventHandle add(EventCallback callback, Set<EventKind> kinds) {
        return new Registration(registry, slot(callback, kinds), new AtomicBoolean(true));
    }

    private int slot(EventCallback callback, Set<EventKind> kinds) {
        int slot = registry.add(callback, kinds);
        if (slot < 0) {
            InvalidArgumentException refusal = new InvalidArgumentException(
                    "set_event_callback",
                    EventRegistry.LIMIT
                            + " callbacks are registered, and more are not possible: remove those of no use");
            errors.record(refusal);
            throw refusal;
        }
        return slot;
    }

    private record Registration(EventRegistry registry, int id, AtomicBoolean live) implements EventHandle {
        @Override
        public void close() {
            if (live.compareAndSet(true, false)) {
                registry.remove(id);
            }
        }
    }

    void setLogMessage(@Nullable LogMessageCallback callback) {
        setSingle(
                EnumSet.of(EventKind.APPLIANCE, EventKind.LIBRARY),
                callback == null ? null : event -> callback.message(text(event)));
    }

    void setSubprocessQuit(@Nullable Runnable callback) {
        setSingle(EnumSet.of(EventKind.SUBPROCESS_QUIT), callback == null ? null : event -> callback.run());
    }

    void setLaunchDone(@Nullable Runnable callback) {
        setSingle(EnumSet.of(EventKind.LAUNCH_DONE), callback == null ? null : event -> callback.run());
    }

    void setClose(@Nullable Runnable callback) {
        setSingle(EnumSet.of(EventKind.CLOSE), callback == null ? null : event -> callback.run());
    }

    void setProgress(@Nullable ProgressCallback callback) {
        setSingle(EnumSet.of(EventKind.PROGRESS), callback == null ? null : event -> progress(callback, event));
    }

    private static void progress(ProgressCallback callback, Event event) {
        if (event instanceof Event.Progress p) {
            callback.progress((int) p.procedure(), (int) p.serial(), p.position(), p.total());
        }
    }

    private static String text(Event event) {
        return event instanceof Event.Message message ? message.text() : "";
    }

    private synchronized void setSingle(EnumSet<EventKind> kinds, @Nullable EventCallback callback) {
        EventKind key = kinds.iterator().next();
        Integer slot = single.get(key);
        if (callback == null) {
            if (slot != null) {
                registry.remove(slot);
                single.remove(key);
            }
        } else if (slot == null) {
            single.put(key, slot(callback, kinds));
        } else {
            registry.replace(slot, callback, kinds);
        }
    }
}
