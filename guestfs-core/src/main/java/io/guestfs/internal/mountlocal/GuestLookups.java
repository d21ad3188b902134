package io.guestfs.internal.mountlocal;

import io.guestfs.error.GuestFSException;
import io.guestfs.internal.call.GraveFailures;
import io.guestfs.internal.mountlocal.libfuse.DirectoryEntry;
import io.guestfs.internal.mountlocal.libfuse.FileAttributes;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.structs.Dirent;
import io.guestfs.structs.StatNs;
import io.guestfs.structs.Xattr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the guest has, from the caches where they know it. A listing fills them for all that it lists. */
final class GuestLookups {

    private final GuestCalls calls;
    private final GuestCaches caches;
    private final Consumer<String> log;
    private final InodeNumbers inodes = new InodeNumbers();

    GuestLookups(GuestCalls calls, GuestCaches caches, Consumer<String> log) {
        this.calls = calls;
        this.caches = caches;
        this.log = log;
    }

    StatNs stat(String path) {
        StatNs known = caches.stat(path);
        return known == null ? calls.attributes().lstatns(path) : known;
    }

    FileAttributes attributes(String path) {
        StatNs stat = stat(path);
        return new FileAttributes(inodes.of(stat.stDev(), stat.stIno()), stat);
    }

    String link(String path) {
        String known = caches.link(path);
        return known == null ? calls.directories().readlink(path) : known;
    }

    List<Xattr> xattrs(String path) {
        List<Xattr> known = caches.xattrs(path);
        return known == null ? calls.attributes().lgetxattrs(path) : known;
    }

    List<DirectoryEntry> list(String path) {
        caches.removeExpired();
        List<Dirent> entries = calls.directories().readdir(path);
        List<String> names = entries.stream()
                .map(Dirent::name)
                .filter(name -> !name.equals(".") && !name.equals(".."))
                .toList();
        fill(path, names);
        String prefix = prefix(path);
        return entries.stream()
                .map(entry -> new DirectoryEntry(
                        entry.name(), inode(prefix + entry.name(), entry), FileMode.ofEntry(entry.ftyp())))
                .toList();
    }

    private long inode(String path, Dirent entry) {
        StatNs stat = caches.stat(path);
        return stat == null ? entry.ino() : inodes.of(stat.stDev(), stat.stIno());
    }

    private static String prefix(String directory) {
        return directory.endsWith("/") ? directory : directory + "/";
    }

    private void fill(String path, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        String prefix = prefix(path);
        attempt(
                "attributes",
                path,
                () -> fillStats(prefix, names, calls.attributes().lstatnslist(path, names)));
        attempt(
                "extended attributes",
                path,
                () -> fillXattrs(prefix, names, calls.attributes().lxattrlist(path, names)));
        attempt(
                "links",
                path,
                () -> fillLinks(prefix, names, calls.directories().readlinklist(path, names)));
    }

    /** Filling a cache is a favour; who needs what it lacks will ask for it, and get the error. */
    private void attempt(String what, String path, Runnable filling) {
        try {
            filling.run();
        } catch (GuestFSException e) {
            GraveFailures.rethrow(e);
            log.accept("the " + what + " of all files in " + path + " can't be asked for at once: " + e.getMessage());
        }
    }

    private void fillStats(String prefix, List<String> names, List<StatNs> stats) {
        for (int i = 0; i < Math.min(names.size(), stats.size()); i++) {
            if (stats.get(i).stIno() != -1) {
                caches.putStat(prefix + names.get(i), stats.get(i));
            }
        }
    }

    /** The attributes of all files come in one list: for each file an entry without a name that counts, then they. */
    private void fillXattrs(String prefix, List<String> names, List<Xattr> all) {
        int at = 0;
        for (String name : names) {
            if (at >= all.size() || !all.get(at).attrname().isEmpty()) {
                return;
            }
            int count = count(all.get(at).attrval());
            at++;
            if (count < 0 || count > all.size() - at) {
                return;
            }
            if (count > 0 || exists(prefix + name)) {
                caches.putXattrs(prefix + name, List.copyOf(new ArrayList<>(all.subList(at, at + count))));
            }
            at += count;
        }
    }

    private boolean exists(String path) {
        return caches.stat(path) != null;
    }

    private static int count(byte[] number) {
        try {
            return Integer.parseInt(WireText.decode(number));
        } catch (NumberFormatException e) {
            // No count, so what follows can't be told apart.
            return -1;
        }
    }

    private void fillLinks(String prefix, List<String> names, List<String> targets) {
        for (int i = 0; i < Math.min(names.size(), targets.size()); i++) {
            if (!targets.get(i).isEmpty()) {
                caches.putLink(prefix + names.get(i), targets.get(i));
            }
        }
    }
}
