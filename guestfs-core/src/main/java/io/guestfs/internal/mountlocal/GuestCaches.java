package io.guestfs.internal.mountlocal;

import io.guestfs.structs.StatNs;
import io.guestfs.structs.Xattr;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Attributes, extended attributes and link targets that a directory listing brought along. */
final class GuestCaches {

    private final PathCache<StatNs> stats;
    private final PathCache<List<Xattr>> xattrs;
    private final PathCache<String> links;

    /** Set once a file with several names is known: what is done to one of them shows in the others. */
    private boolean hardLinks;

    GuestCaches(Duration lifetime, LongSupplier clock) {
        stats = new PathCache<>(lifetime.toNanos(), clock);
        xattrs = new PathCache<>(lifetime.toNanos(), clock);
        links = new PathCache<>(lifetime.toNanos(), clock);
    }

    void putStat(String path, StatNs stat) {
        hardLinks |= FileMode.hasSeveralNames(stat);
        stats.put(path, stat);
    }

    void putXattrs(String path, List<Xattr> attributes) {
        xattrs.put(path, attributes);
    }

    void putLink(String path, String target) {
        links.put(path, target);
    }

    @Nullable
    StatNs stat(String path) {
        return stats.get(path);
    }

    @Nullable
    List<Xattr> xattrs(String path) {
        return xattrs.get(path);
    }

    @Nullable
    String link(String path) {
        return links.get(path);
    }

    /** A file was changed: forgets it, and everything if it may have other names. */
    void changed(String path) {
        StatNs known = stats.get(path);
        if (hardLinks && (known == null || FileMode.hasSeveralNames(known))) {
            clear();
            return;
        }
        forget(path);
    }

    private void forget(String path) {
        stats.remove(path);
        xattrs.remove(path);
        links.remove(path);
    }

    /** A name came: the directory that holds it changed too. */
    void created(String path) {
        forget(path);
        stats.remove(parent(path));
    }

    /** A name went. */
    void removed(String path) {
        changed(path);
        stats.remove(parent(path));
    }

    /** A name, perhaps of a whole tree, went elsewhere. */
    void moved(String from, String to) {
        removed(from);
        removed(to);
        for (PathCache<?> cache : List.of(stats, xattrs, links)) {
            cache.removeBelow(from);
            cache.removeBelow(to);
        }
    }

    void removeExpired() {
        stats.removeExpired();
        xattrs.removeExpired();
        links.removeExpired();
    }

    private void clear() {
        stats.clear();
        xattrs.clear();
        links.clear();
        hardLinks = false;
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }
}
