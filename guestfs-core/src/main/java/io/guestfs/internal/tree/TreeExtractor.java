package io.guestfs.internal.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the archive that an untrusted guest sent, below one directory and nowhere else.
 *
 * <p>Names that lead upwards or are absolute are refused. Below the target no symbolic link is ever followed, whoever
 * made it: a link where a directory is needed is an error, and what is in the way of a file or link is removed first. A
 * directory is never replaced by something else, so what was a directory once stays one. Devices and pipes are
 * left out unless they were asked for.
 */
final class TreeExtractor {

    /** A directory whose attributes are set when everything in it is there. */
    private record OpenDirectory(String key, Path path, TarArchiveEntry entry) {}

    private final Path target;
    private final boolean settleTarget;
    private final LocalAccess access;
    private final boolean devices;
    private final FileContent content = new FileContent();
    private final Deque<OpenDirectory> open = new ArrayDeque<>();
    private List<String> checkedParents = List.of();
    private Path checkedParent;
    private long leftOut;
    private @Nullable String firstLeftOut;

    /**
     * Prepares.
     *
     * @param target the directory to unpack into, which is there
     * @param settleTarget whether the target takes owner, permissions and time of the top of the archive
     * @param access how files are settled
     * @param devices whether devices and named pipes are made
     */
    TreeExtractor(Path target, boolean settleTarget, LocalAccess access, boolean devices) {
        this.target = target;
        this.settleTarget = settleTarget;
        this.access = access;
        this.devices = devices;
        checkedParent = target;
    }

    /** Unpacks, up to the end of the stream. */
    void extract(InputStream stream) throws IOException {
        HeaderLimit limit = new HeaderLimit(stream);
        TarArchiveInputStream tar = new TarArchiveInputStream(limit, StandardCharsets.ISO_8859_1.name());
        TarArchiveEntry entry = next(tar, limit);
        while (entry != null) {
            extract(entry, tar);
            tar.transferTo(OutputStream.nullOutputStream());
            entry = next(tar, limit);
        }
        leaveDirectories(null);
        stream.transferTo(OutputStream.nullOutputStream());
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, HeaderLimit limit) throws IOException {
        limit.headerBegins();
        TarArchiveEntry entry = tar.getNextEntry();
        limit.headerEnds();
        if (entry != null) {
            new ExtendedNames(limit.headers()).apply(entry);
        }
        return entry;
    }

    /** How many devices and pipes were left out. */
    long leftOut() {
        return leftOut;
    }

    /** The first device or pipe that was left out. */
    @Nullable
    String firstLeftOut() {
        return firstLeftOut;
    }

    private void extract(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        EntryName name = new EntryName(entry.getName()).check();
        if (entry.isSparse()) {
            // The appliance never makes them, and a lying one could announce exabytes of zeros.
            throw new RefusedEntryException(name, "a file with a map of holes, which is not asked for");
        }
        leaveDirectories(name.key());
        if (name.isRoot()) {
            if (entry.isDirectory() && settleTarget) {
                open.push(new OpenDirectory("", target, entry));
            }
            return;
        }
        Path path = LocalNames.child(parent(name, true), name.lastBytes());
        if (entry.isLink()) {
            hardLink(name, path, new EntryName(entry.getLinkName()).check());
        } else if (entry.isSymbolicLink()) {
            makeRoom(name, path);
            Files.createSymbolicLink(path, LocalNames.path(ByteText.bytes(entry.getLinkName())));
            access.applyToLink(path, entry);
        } else if (SpecialFile.isOne(entry)) {
            specialFile(name, path, entry);
        } else if (entry.isDirectory()) {
            directory(name, path, entry);
        } else {
            makeRoom(name, path);
            content.write(path, tar);
            access.apply(path, entry);
        }
    }

    private void directory(EntryName name, Path path, TarArchiveEntry entry) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(path);
            makeDirectory(path);
        }
        open.push(new OpenDirectory(name.key(), path, entry));
    }

    private static void makeDirectory(Path path) throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private void specialFile(EntryName name, Path path, TarArchiveEntry entry) throws IOException {
        if (devices) {
            makeRoom(name, path);
            SpecialFile.make(target, path, entry);
            access.applyWithoutTime(path, entry);
        } else {
            leaveOut(name);
        }
    }

    private void leaveOut(EntryName name) {
        leftOut++;
        firstLeftOut = firstLeftOut == null ? name.shown() : firstLeftOut;
    }

    private void hardLink(EntryName name, Path path, EntryName first) throws IOException {
        if (first.isRoot()) {
            throw new RefusedEntryException(name, "a second name for the tree itself");
        }
        Path existing = LocalNames.child(parent(first, false), first.lastBytes());
        if (leftOut > 0 && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            // A second name of what was left out.
            leaveOut(name);
        } else if (!existing.equals(path)) {
            makeRoom(name, path);
            Files.createLink(path, existing);
        }
    }

    private static void makeRoom(EntryName name, Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedEntryException(name, "which is no directory, but there is a directory of this name");
        }
        Files.deleteIfExists(path);
    }

    /** Goes down to the directory that a name is in, over real directories only. */
    private Path parent(EntryName name, boolean make) throws IOException {
        List<String> parents = name.parents();
        if (parents.equals(checkedParents)) {
            return checkedParent;
        }
        Path at = target;
        for (String element : parents) {
            at = LocalNames.child(at, ByteText.bytes(element));
            if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (!make || Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new RefusedEntryException(
                        name, "below '" + new EntryName(element).shown() + "', which is no directory on the host");
            }
            makeDirectory(at);
        }
        checkedParents = List.copyOf(parents);
        checkedParent = at;
        return at;
    }

    /** Settles the directories that the next entry is not in; null when nothing comes any more. */
    private void leaveDirectories(@Nullable String nextKey) throws IOException {
        OpenDirectory top = open.peek();
        while (top != null && (nextKey == null || !nextKey.startsWith(top.key()))) {
            access.apply(top.path(), top.entry());
            open.pop();
            top = open.peek();
        }
    }
}
