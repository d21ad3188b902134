package io.guestfs.appliance.web;

import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.drive.NetworkNodes;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.process.Gate;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.workdir.RootRights;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The programs that read the drives of one handle at web servers. None of them outlives its drive, its handle or this JVM. May be used
 * from any thread. Must not lead back to the handle, which would never be dropped then.
 */
public final class WebReaders implements AutoCloseable {
    private static final String PROGRAM = "nbdkit";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** A request that takes longer is an error for the guest. */
    private static final Duration REQUEST = Duration.ofSeconds(60);

    private static final Set<NetworkProtocol> PROTOCOLS = Set.of(NetworkProtocol.HTTP, NetworkProtocol.HTTPS);

    private final Map<String, String> environment;
    private final WorkDirectories directories;
    private final Set<WebReader> running = new HashSet<>();
    private boolean closed;

    /**
     * Keeps what is needed; nothing is started yet.
     *
     * @param environment the environment of the programs; its PATH says where they are looked for
     * @param directories where their sockets are made
     */
    public WebReaders(Map<String, String> environment, WorkDirectories directories) {
        this.environment = environment;
        this.directories = directories;
    }

    /**
     * Tells whether this host has what reads web servers.
     *
     * @param environment its PATH says where programs are looked for
     * @return true if nbdkit is there and has its curl plugin
     */
    public static boolean usable(Map<String, String> environment) {
        Optional<Path> program = ProgramPath.find(PROGRAM, environment);
        try {
            return program.isPresent()
                    && ExternalCommand.of(List.of(program.get().toString(), "--dump-plugin", "curl"))
                            .environment(environment)
                            .timeLimit(LIMIT)
                            .run()
                            .success();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Tells whether a drive is one for such a program.
     *
     * @param source the drive
     * @return true if it is at a web server, and the program would get its password as it is
     */
    public static boolean read(Network source) {
        // Of a file with a password nbdkit takes the first line.
        return PROTOCOLS.contains(source.protocol())
                && (source.secret() == null || source.secret().indexOf('\n') < 0);
    }

    /**
     * Starts one.
     *
     * @param source the drive
     * @param password the file with the password, read before this returns; null for none
     * @param debug takes a line for each command run
     * @return the program, which listens; nothing if it can't be used on this host
     * @throws ApplianceException if there is no directory for its socket
     */
    public Optional<WebReader> start(Network source, @Nullable Path password, Consumer<String> debug)
            throws ApplianceException {
        if (!usable(environment)) {
            return Optional.empty();
        }
        Path socket = directories.socket("web");
        List<String> command = command(source, password, socket);
        debug.accept("running " + String.join(" ", command));
        WebReader reader = null;
        boolean ready = false;
        try {
            reader = start(command, socket);
            reader.awaitReady();
            ready = true;
            return Optional.of(reader);
        } catch (IOException e) {
            debug.accept("nbdkit is not used: " + e.getMessage());
            return Optional.empty();
        } finally {
            if (!ready && reader != null) {
                reader.end();
            }
        }
    }

    private WebReader start(List<String> command, Path socket) throws IOException {
        synchronized (this) {
            if (closed) {
                throw new IOException("the handle is closed");
            }
            ChildProcess child = ChildProcess.startWatched(Gate.atInput(), command, environment);
            WebReader reader = new WebReader(socket, child);
            running.add(reader);
            child.whenEnded(exit -> forget(reader));
            return reader;
        }
    }

    private synchronized void forget(WebReader reader) {
        running.remove(reader);
    }

    private List<String> command(Network source, @Nullable Path password, Path socket) {
        List<String> command = new ArrayList<>(ProgramPath.inOwnSession(environment));
        command.add(ProgramPath.find(PROGRAM, environment).map(Path::toString).orElse(PROGRAM));
        command.addAll(List.of("--foreground", "--readonly", "--unix", socket.toString()));
        if (RootRights.there()) {
            // What answers may be hostile.
            command.addAll(List.of("--user", RootRights.NOBODY, "--group", Long.toString(RootRights.groupOfNobody())));
        }
        command.addAll(List.of("curl", "url=" + NetworkNodes.url(source), "protocols=http,https"));
        command.add("timeout=" + REQUEST.toSeconds());
        if (source.username() != null) {
            command.add("user=" + source.username());
        }
        if (password != null) {
            command.add("password=+" + password);
        }
        return command;
    }

    /** Ends all of them. No more are started. */
    @Override
    public void close() {
        List<WebReader> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running);
        }
        left.forEach(WebReader::end);
    }
}
