package io.guestfs.internal.handle;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Named values that a program keeps with its handle. Setting null hides a value; the walk skips it. */
public final class PrivateData {

    private final Map<String, Optional<Object>> values = new LinkedHashMap<>();
    private @Nullable Iterator<Map.Entry<String, Optional<Object>>> walk;
    private boolean changedDuringWalk;

    /** Keeps a value under a key, instead of the one that is there. */
    public synchronized void set(String key, @Nullable Object value) {
        values.put(key, Optional.ofNullable(value));
        changedDuringWalk = true;
    }

    /** Gives a value. */
    public synchronized Optional<Object> get(String key) {
        return values.getOrDefault(key, Optional.empty());
    }

    /** Starts a walk. */
    public synchronized Optional<Map.Entry<String, Object>> first() {
        walk = values.entrySet().iterator();
        changedDuringWalk = false;
        return step(walk);
    }

    /**
     * Goes on with the walk.
     *
     * @throws IllegalStateException when no walk was started or a value was set since
     */
    public synchronized Optional<Map.Entry<String, Object>> next() {
        if (walk == null || changedDuringWalk) {
            throw new IllegalStateException(
                    "the walk over the private data has not begun, or a value was set since: begin again with firstPrivate");
        }
        return step(walk);
    }

    /** Gives a copy of all that is set and not null. */
    public synchronized Map<String, Object> view() {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((key, value) -> value.ifPresent(v -> copy.put(key, v)));
        return copy;
    }

    /** Forgets everything. */
    public synchronized void clear() {
        values.clear();
        walk = null;
    }

    private static Optional<Map.Entry<String, Object>> step(Iterator<Map.Entry<String, Optional<Object>>> from) {
        while (from.hasNext()) {
            Map.Entry<String, Optional<Object>> entry = from.next();
            if (entry.getValue().isPresent()) {
                return Optional.of(Map.entry(entry.getKey(), entry.getValue().get()));
            }
        }
        return Optional.empty();
    }
}
