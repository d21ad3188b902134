package io.guestfs.appliance;

import io.guestfs.appliance.image.ImageChain;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.plug.Bridges;
import io.guestfs.appliance.plug.DrivePort;
import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.Gate;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.qemu.QemuCommandLine;
import io.guestfs.appliance.qmp.QmpMonitor;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/** Starts qemu under the eyes of the watchdog and waits until it has connected. Leaves nothing behind when that fails. */
final class QemuStart {
    private final LaunchRequest request;
    private final LaunchListener listener;

    QemuStart(LaunchRequest request, LaunchListener listener) {
        this.request = request;
        this.listener = listener;
    }

    /** The sockets that qemu connects to. */
    record Sockets(Path daemon, Path monitor) {}

    RunningAppliance start(
            QemuCommandLine line, Sockets sockets, GuestReports reports, @Nullable Passt passt, boolean lockedUp)
            throws ApplianceException {
        listener.debug("starting qemu:\n" + line.print());
        RunningAppliance running = null;
        try (ConnectionWait wait = ConnectionWait.on(sockets.daemon());
                MonitorDoor door = MonitorDoor.on(sockets.monitor())) {
            ChildProcess qemu = startProcess(line);
            if (passt != null) {
                qemu.accompaniedBy(passt.child());
            }
            running = connected(qemu, wait, door, reports, lockedUp);
        } catch (IOException e) {
            if (running != null) {
                // What is left of its sockets could not be removed.
                running.close();
            }
            throw ApplianceException.of(
                            LaunchPhase.CONNECT, "the daemon socket " + sockets.daemon() + " failed: " + e.getMessage())
                    .remedy("Check that its directory is on a local file system that can hold sockets.")
                    .cause(e)
                    .build();
        }
        return running;
    }

    /** Waits for the connections of a qemu that was started, and ends it if that fails. */
    private RunningAppliance connected(
            ChildProcess qemu, ConnectionWait wait, MonitorDoor door, GuestReports reports, boolean lockedUp)
            throws IOException, ApplianceException {
        DaemonSocket daemon = null;
        boolean done = false;
        try {
            ConsoleReader console = request.directMode()
                    ? ConsoleReader.none()
                    : ConsoleReader.reading(qemu.output(), "guestfs-console-" + qemu.pid());
            daemon = DaemonSocket.over(await(wait, qemu, console));
            QmpMonitor monitor = monitor(door, qemu, reports);
            QemuAppliance.Control control = monitor == null ? null : control(monitor, reports, lockedUp);
            RunningAppliance running = new QemuAppliance(qemu, daemon, console, reports, control);
            done = true;
            return running;
        } finally {
            if (!done) {
                qemu.end(Duration.ZERO);
                if (daemon != null) {
                    daemon.close();
                }
            }
        }
    }

    private QemuAppliance.Control control(QmpMonitor monitor, GuestReports reports, boolean lockedUp)
            throws ApplianceException {
        QemuImg images = new QemuImg(request.environment(), listener::debug);
        Bridges bridges = lockedUp ? new Bridges(outside()) : null;
        return new QemuAppliance.Control(monitor, new DrivePort(monitor, new ImageChain(images), reports, bridges));
    }

    /** What qemu would have if it were not locked up. */
    private Bridges.Surroundings outside() throws ApplianceException {
        return new Bridges.Surroundings(
                QemuEnvironment.of(request.environment()),
                request.directories().sockets(),
                request.recoveryProcess(),
                request.processGroup(),
                listener::debug);
    }

    /** Its absence is no reason to fail: the socket, the console and the process tell a lot already. */
    private @Nullable QmpMonitor monitor(MonitorDoor door, ChildProcess qemu, GuestReports reports) {
        try {
            UnixSocketChannel channel = door.enter(qemu, listener);
            if (channel != null) {
                return QmpMonitor.over(channel, reports::take, "guestfs-monitor-" + qemu.pid());
            }
            listener.debug("qemu did not connect its monitor");
        } catch (IOException e) {
            listener.debug("the monitor of qemu can't be used: " + e.getMessage());
        }
        return null;
    }

    private ChildProcess startProcess(QemuCommandLine line) throws ApplianceException {
        Map<String, String> environment = QemuEnvironment.of(request.environment());
        try {
            if (!request.recoveryProcess()) {
                request.directories().unwatch();
                return ChildProcess.start(words(line), environment, request.directMode());
            }
            Gate gate = request.directMode() ? Gate.atFile(request.directories().tempFile("go", "")) : Gate.atInput();
            return ChildProcess.startWatched(gate, words(line), environment);
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.START, "qemu could not be started: " + e.getMessage())
                    .remedy("Try the command line from the debug output by hand.")
                    .cause(e)
                    .build();
        }
    }

    private List<String> words(QemuCommandLine line) {
        List<String> words = new ArrayList<>();
        if (request.processGroup()) {
            // The child is no group leader, so setsid replaces itself by qemu and the process id stays.
            ProgramPath.find("setsid", request.environment()).ifPresent(program -> words.add(program.toString()));
        }
        words.addAll(line.words());
        return words;
    }

    private UnixSocketChannel await(ConnectionWait wait, ChildProcess qemu, ConsoleReader console)
            throws ApplianceException, IOException {
        ConnectionWait.Outcome outcome = wait.await(qemu, console, request.timeout(), listener);
        UnixSocketChannel channel = outcome.channel();
        if (channel != null) {
            return channel;
        }
        if (outcome.why() == ConnectionWait.Why.QEMU_ENDED) {
            console.awaitLastWords();
            console.handOn(listener::applianceOutput);
            throw ended(qemu, console);
        }
        if (outcome.why() == ConnectionWait.Why.ABORTED) {
            throw Aborted.exception(console.tail());
        }
        throw ApplianceException.of(
                        LaunchPhase.CONNECT,
                        "qemu did not connect within " + request.timeout().toSeconds() + " seconds")
                .consoleTail(console.tail())
                .remedy("A qemu that hangs this early is usually a wrong or a damaged one: try another with setHv.")
                .build();
    }

    private static ApplianceException ended(ChildProcess qemu, ConsoleReader console) {
        return ApplianceException.of(
                        LaunchPhase.CONNECT,
                        "qemu " + qemu.onExit().join().describe() + " before it connected to the daemon socket")
                .consoleTail(console.tail())
                .remedy("Its last words usually name the option or file it did not like.")
                .build();
    }
}
