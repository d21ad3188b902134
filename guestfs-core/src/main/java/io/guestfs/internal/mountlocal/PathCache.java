package io.guestfs.internal.mountlocal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known about paths, each for a limited time.
 *
 * @param <T> what is known
 */
final class PathCache<T> {

    private record Entry<T>(T value, long expires) {}

    private final Map<String, Entry<T>> entries = new HashMap<>();
    private final long lifetimeNanos;
    private final LongSupplier clock;

    /**
     * Makes an empty cache.
     *
     * @param lifetimeNanos how long an entry is good
     * @param clock the present time in nanoseconds
     */
    PathCache(long lifetimeNanos, LongSupplier clock) {
        this.lifetimeNanos = lifetimeNanos;
        this.clock = clock;
    }

    void put(String path, T value) {
        entries.put(path, new Entry<>(value, clock.getAsLong() + lifetimeNanos));
    }

    @Nullable
    T get(String path) {
        Entry<T> entry = entries.get(path);
        return entry == null || expired(entry) ? null : entry.value();
    }

    private boolean expired(Entry<T> entry) {
        return clock.getAsLong() - entry.expires() >= 0;
    }

    void remove(String path) {
        entries.remove(path);
    }

    /** Forgets everything below a path. */
    void removeBelow(String directory) {
        String prefix = directory.endsWith("/") ? directory : directory + "/";
        entries.keySet().removeIf(path -> path.startsWith(prefix));
    }

    void removeExpired() {
        entries.values().removeIf(this::expired);
    }

    void clear() {
        entries.clear();
    }
}
