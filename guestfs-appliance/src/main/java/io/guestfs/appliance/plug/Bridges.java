package io.guestfs.appliance.plug;

import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.plug.PlugPlan.PassedBridge;
import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.Gate;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The programs that reach servers for a qemu which has locked itself up. None of them outlives its drive, the appliance or this JVM.
 * May be used from any thread; nothing here waits for a server while others want to end it.
 */
public final class Bridges {
    private static final String PROGRAM = "qemu-nbd";
    /** A server may take its time to answer. */
    private static final Duration STARTING = Duration.ofSeconds(60);

    private final Surroundings surroundings;
    private final Duration starting;
    private final Map<String, Bridge> running = new HashMap<>();
    private boolean closed;

    /**
     * What such a program is started with.
     *
     * @param environment its whole environment; its PATH says where it is looked for
     * @param sockets a directory of ours that nobody else may enter
     * @param watched whether it must not outlive this JVM
     * @param ownSession whether it is kept away from signals for the terminal of this JVM
     * @param debug takes a line for each command run
     */
    public record Surroundings(
            Map<String, String> environment,
            Path sockets,
            boolean watched,
            boolean ownSession,
            Consumer<String> debug) {}

    /**
     * Keeps what is needed; nothing is started yet.
     *
     * @param surroundings what programs are started with
     */
    public Bridges(Surroundings surroundings) {
        this(surroundings, STARTING);
    }

    Bridges(Surroundings surroundings, Duration starting) {
        this.surroundings = surroundings;
        this.starting = starting;
    }

    /** Refuses a drive if there is no program to reach its server. */
    void check(Network source) throws ApplianceException {
        if (program().isEmpty()) {
            throw ApplianceException.of(
                            LaunchPhase.DRIVES,
                            source
                                    + " can't be plugged in: qemu has locked itself into an empty directory, where it finds"
                                    + " no driver for " + source.protocol().word()
                                    + ", and the program " + PROGRAM + ", which could reach the server for it, was not"
                                    + " found on PATH")
                    .remedy(
                            "Install it (package qemu-utils on Debian and Ubuntu, qemu-img on Fedora, qemu-tools on SUSE),"
                                    + " or add the drive before launch.")
                    .errno("ENOTSUP")
                    .build();
        }
    }

    private Optional<Path> program() {
        return ProgramPath.find(PROGRAM, surroundings.environment());
    }

    /**
     * Starts a program and connects to it. Whatever happens, {@link #end} is to be called for it.
     *
     * @param key the key of its drive
     * @param plan what it is told
     * @param givenUp asked often; true to wait no longer
     * @return the connection
     * @throws IOException with its reason if it does not come up
     */
    OpenFile open(String key, PassedBridge plan, BooleanSupplier givenUp) throws IOException {
        return start(key, plan).connect(starting, givenUp);
    }

    private synchronized Bridge start(String key, PassedBridge plan) throws IOException {
        if (closed) {
            throw new IOException("the appliance has ended");
        }
        Bridge.Names names = new Bridge.Names(
                surroundings.sockets().resolve(key + ".sock"),
                surroundings.sockets().resolve(key + ".up"));
        List<String> command = command(plan, names);
        surroundings.debug().accept("running " + String.join(" ", command));
        Map<String, String> environment = surroundings.environment();
        Bridge bridge = new Bridge(
                plan,
                names,
                surroundings.watched()
                        ? ChildProcess.startWatched(Gate.atInput(), command, environment)
                        : ChildProcess.start(command, environment, false));
        running.put(key, bridge);
        return bridge;
    }

    private List<String> command(PassedBridge plan, Bridge.Names names) {
        List<String> command = new ArrayList<>();
        if (surroundings.ownSession()) {
            command.addAll(ProgramPath.inOwnSession(surroundings.environment()));
        }
        command.add(program().map(Path::toString).orElse(PROGRAM));
        command.add("--socket=" + names.socket());
        command.add("--pid-file=" + names.mark());
        command.addAll(plan.options());
        command.addAll(List.of("--", plan.image()));
        return command;
    }

    /**
     * Tells whether a drive has such a program.
     *
     * @param key the key of the drive
     * @return true if it was started and not ended from here
     */
    synchronized boolean has(String key) {
        return running.containsKey(key);
    }

    /** Says whom to tell if the program of a drive ends before it is asked to, or has done so. */
    synchronized void whenLost(String key, Consumer<String> listener) {
        Bridge bridge = running.get(key);
        if (bridge != null) {
            bridge.whenLost(listener);
        }
    }

    /** Says that a program will end now, because its connection is about to be closed. */
    synchronized void dismiss(String key) {
        Bridge bridge = running.get(key);
        if (bridge != null) {
            bridge.dismiss();
        }
    }

    /**
     * Ends a program, if there is one.
     *
     * @param key the key of its drive
     * @param grace how long it may take to end by itself
     */
    void end(String key, Duration grace) {
        @Nullable Bridge bridge;
        synchronized (this) {
            bridge = running.remove(key);
        }
        if (bridge != null) {
            bridge.end(grace);
        }
    }

    /**
     * Ends all of them, because qemu has ended. No more are started.
     *
     * @param grace how long they may take to end by themselves, all together
     */
    void close(Duration grace) {
        List<Bridge> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running.values());
            running.clear();
        }
        long deadline = System.nanoTime() + grace.toNanos();
        left.forEach(Bridge::dismiss);
        for (Bridge bridge : left) {
            bridge.end(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }
}
