package io.guestfs.appliance;

import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.process.Gate;
import io.guestfs.appliance.process.ProcessExit;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.process.SocketTable;
import io.guestfs.appliance.qemu.QemuBinary;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.Owner;
import io.guestfs.appliance.workdir.RootRights;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A running passt, the network helper that keeps network code out of qemu. It runs in the foreground as a child of ours: in the
 * background it would write its number to a file, which it can't do as root, because it becomes another user before that.
 */
public final class Passt {
    /** Whom passt becomes when root starts it; it is told so, because that was not always who. */
    static final String USER = RootRights.NOBODY;

    private static final String NAME = "passt";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long GLANCE_MILLIS = 10;

    private final Path socket;
    private final ChildProcess child;
    private final ConsoleReader words;

    private Passt(Path socket, ChildProcess child, ConsoleReader words) {
        this.socket = socket;
        this.child = child;
        this.words = words;
    }

    /**
     * Tells whether passt can be used.
     *
     * @param qemu the qemu program, which must know stream sockets as a network
     * @param environment the environment; its PATH says where programs are looked for
     * @return true if it can
     */
    public static boolean usable(QemuBinary qemu, Map<String, String> environment) {
        Optional<Path> program = ProgramPath.find(NAME, environment);
        if (!qemu.atLeast(7, 2) || program.isEmpty()) {
            return false;
        }
        try {
            CommandResult result = ExternalCommand.of(List.of(program.get().toString(), "--help"))
                    .environment(environment)
                    .timeLimit(LIMIT)
                    .run();
            int status = result.exit().status();
            return status == 0 || status == 1;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Starts passt and waits until qemu can connect to it.
     *
     * @param socket name of the socket it makes
     * @param request says which environment it gets, and whether it must not outlive this JVM
     * @param listener hears what it says
     * @return the running passt
     * @throws ApplianceException if it does not start
     */
    static Passt start(Path socket, LaunchRequest request, LaunchListener listener) throws ApplianceException {
        List<String> command = command(socket, request.environment());
        listener.debug("running " + String.join(" ", command));
        ChildProcess child;
        try {
            child = request.recoveryProcess()
                    ? ChildProcess.startWatched(Gate.atInput(), command, request.environment())
                    : ChildProcess.start(command, request.environment(), false);
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
        ConsoleReader words = ConsoleReader.reading(child.output(), "guestfs-passt-" + child.pid());
        Passt passt = new Passt(socket, child, words);
        boolean ready = false;
        try {
            passt.awaitReady(listener);
            ready = true;
        } finally {
            if (!ready) {
                passt.stop();
            }
        }
        return passt;
    }

    private static List<String> command(Path socket, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(ProgramPath.find(NAME, environment).map(Path::toString).orElse(NAME));
        if (Owner.effectiveUserId() == 0) {
            command.addAll(List.of("--runas", USER));
        }
        command.addAll(List.of(
                "--foreground",
                "--one-off",
                "--socket",
                socket.toString(),
                "--address",
                "169.254.2.15",
                "--netmask",
                "16",
                "--mac-addr",
                "52:56:00:00:00:02",
                "--gateway",
                "169.254.2.2"));
        return command;
    }

    /** A connection to find out would be the only one that it takes. */
    private void awaitReady(LaunchListener listener) throws ApplianceException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!SocketTable.listening(socket)) {
            Optional<ProcessExit> exit = child.exitWithin(Duration.ofMillis(GLANCE_MILLIS));
            if (exit.isPresent()) {
                words.awaitLastWords();
                throw failed("it " + exit.get().describe() + ": " + String.join("; ", words.tail()), null);
            }
            if (listener.aborted()) {
                throw Aborted.exception(words.tail());
            }
            if (System.nanoTime() - deadline > 0) {
                throw failed("no socket after " + LIMIT.toSeconds() + " seconds", null);
            }
        }
    }

    /** Where qemu finds it. */
    Path socket() {
        return socket;
    }

    /** The process, which is of no use without its qemu. */
    ChildProcess child() {
        return child;
    }

    /** Ends it. */
    void stop() {
        boolean unused = child.end(Duration.ZERO);
    }

    private static ApplianceException failed(String why, @Nullable Throwable cause) {
        return ApplianceException.of(LaunchPhase.START, "the network helper passt did not start: " + why)
                .remedy("Turn the network of the handle off, repair passt, or remove it to use the network of qemu.")
                .cause(cause)
                .build();
    }
}
