package io.guestfs;

import io.guestfs.event.Event;
import io.guestfs.event.EventCallback;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A callback that keeps what it hears, as lines of the form {@code KIND text}. */
public final class RecordedEvents implements EventCallback {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void event(Event event) {
        lines.add(
                event instanceof Event.Message message
                        ? message.kind() + " " + message.text()
                        : event instanceof Event.Progress p
                                ? "PROGRESS " + p.procedure() + " " + p.position() + "/" + p.total()
                                : String.valueOf(event.kind()));
    }

    /** What was heard so far, in order. */
    public List<String> lines() {
        return lines;
    }

    /** Forgets it. */
    public void clear() {
        lines.clear();
    }
}
