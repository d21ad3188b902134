package io.guestfs.appliance.workdir;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directories of one handle: a private temporary directory and a private socket directory, made when first asked for and
 * removed by {@link #close()} or when this JVM goes away, and the cache directory that all handles of a user share. Everything is readable by its owner
 * only, whatever the umask. Safe for use by several threads.
 */
public final class WorkDirectories implements AutoCloseable {
    private final BaseDirectories bases;
    private final AtomicInteger counter = new AtomicInteger();
    private @Nullable PrivateDirectory temporary;
    private @Nullable PrivateDirectory sockets;
    private @Nullable PrivateDirectory lent;
    private boolean closed;

    /**
     * Keeps the bases; nothing is made yet.
     *
     * @param bases where private directories will be made
     */
    public WorkDirectories(BaseDirectories bases) {
        this.bases = bases;
    }

    /**
     * The private temporary directory, made now if it does not exist.
     *
     * @return the directory, mode 0700
     * @throws ApplianceException if it cannot be made
     */
    public synchronized Path temporary() throws ApplianceException {
        PrivateDirectory directory = temporary;
        if (directory == null) {
            directory =
                    make(bases.temporaryBase(), "Set TMPDIR or the handle's tmpdir to a directory you may write to.");
            temporary = directory;
        }
        return directory.path();
    }

    /**
     * The private directory for sockets, made now if it does not exist.
     *
     * @return the directory, mode 0700
     * @throws ApplianceException if it cannot be made
     */
    public synchronized Path sockets() throws ApplianceException {
        PrivateDirectory directory = sockets;
        if (directory == null) {
            directory = make(
                    bases.socketBase(),
                    "Set XDG_RUNTIME_DIR to a directory that belongs to the user running this program; after su or sudo it"
                            + " often still names that of the other user.");
            sockets = directory;
        }
        return directory.path();
    }

    /**
     * A private directory for the socket of a program that becomes another user, made now if it does not exist. Only root can
     * give it away; for others it is that of all sockets.
     *
     * @param user name of the other user
     * @return the directory, mode 0700
     * @throws ApplianceException if it cannot be made
     */
    public synchronized Path socketsOf(String user) throws ApplianceException {
        if (Owner.effectiveUserId() != 0) {
            return sockets();
        }
        PrivateDirectory directory = lent;
        if (directory == null) {
            directory = make(bases.socketBase(), "Check the space and the permissions there.");
            try {
                give(directory.path(), user);
            } catch (IOException e) {
                directory.remove();
                throw ApplianceException.of(
                                LaunchPhase.DIRECTORIES,
                                "the directory " + directory.path() + " cannot be given to " + user + ": " + e)
                        .cause(e)
                        .build();
            }
            lent = directory;
        }
        return directory.path();
    }

    private static void give(Path directory, String user) throws IOException {
        Files.setOwner(
                directory,
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
    }

    /**
     * The cache directory of the user, {@code BASE/.guestfs-UID}, made now if it does not exist and checked each time.
     *
     * @return the directory
     * @throws ApplianceException if it cannot be made, is not a directory, belongs to somebody else or others may write to it
     */
    public Path cache() throws ApplianceException {
        return CacheDirectory.open(bases.cacheBase(), Owner.effectiveUserId());
    }

    /**
     * A new name in the temporary directory. No file is made.
     *
     * @param stem first part of the name
     * @param extension extension without the dot; empty for none
     * @return {@code TEMPORARY/STEM<number>.EXTENSION}, never given before
     * @throws ApplianceException if the temporary directory cannot be made
     */
    public Path tempFile(String stem, String extension) throws ApplianceException {
        String name = stem + counter.incrementAndGet() + (extension.isEmpty() ? "" : "." + extension);
        return temporary().resolve(name);
    }

    /**
     * A new name for a socket.
     *
     * @param stem first part of the name
     * @return {@code SOCKETS/STEM<number>.sock}, never given before; nothing listens there yet
     * @throws ApplianceException if the directory for sockets cannot be made
     */
    public Path socket(String stem) throws ApplianceException {
        return sockets().resolve(stem + counter.incrementAndGet() + ".sock");
    }

    /** Leaves the private directories made so far where they are should this JVM be killed. */
    public synchronized void unwatch() {
        made().forEach(PrivateDirectory::unwatch);
    }

    /** Removes the private directories with all they hold; the cache stays. May be called again. */
    @Override
    public synchronized void close() {
        made().forEach(PrivateDirectory::remove);
        temporary = null;
        sockets = null;
        lent = null;
        closed = true;
    }

    private List<PrivateDirectory> made() {
        return Stream.of(Optional.ofNullable(temporary), Optional.ofNullable(sockets), Optional.ofNullable(lent))
                .flatMap(Optional::stream)
                .toList();
    }

    private PrivateDirectory make(Path base, String remedy) throws ApplianceException {
        if (closed) {
            throw ApplianceException.of(
                            LaunchPhase.DIRECTORIES, "the working directories of this handle have been removed")
                    .build();
        }
        try {
            return PrivateDirectory.make(base);
        } catch (IOException e) {
            throw ApplianceException.of(
                            LaunchPhase.DIRECTORIES, "no private directory can be made in " + base + ": " + e)
                    .remedy(remedy)
                    .cause(e)
                    .build();
        }
    }
}
