package io.guestfs.appliance;

import io.guestfs.appliance.plug.DrivePort;
import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.ProcessActivity;
import io.guestfs.appliance.qmp.QmpException;
import io.guestfs.appliance.qmp.QmpMonitor;
import io.guestfs.appliance.qmp.QmpReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An appliance in a qemu that is a child of this process. */
final class QemuAppliance implements RunningAppliance {
    private static final Duration SETTLING = Duration.ofSeconds(1);
    /** The socket of a dead qemu ends at once, unless somebody else holds it. */
    private static final Duration LAST_REPORTS = Duration.ofMillis(500);

    /** What reaches servers for qemu has been asked by it to write everything; it only has to let go. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final ChildProcess qemu;
    private final DaemonSocket daemon;
    private final ConsoleReader console;
    private final GuestReports reports;
    private final @Nullable QmpMonitor monitor;
    private final @Nullable DrivePort port;

    /** The monitor and what goes through it. */
    record Control(QmpMonitor monitor, DrivePort port) {}

    QemuAppliance(
            ChildProcess qemu,
            DaemonSocket daemon,
            ConsoleReader console,
            GuestReports reports,
            @Nullable Control control) {
        this.qemu = qemu;
        this.daemon = daemon;
        this.console = console;
        this.reports = reports;
        this.monitor = control == null ? null : control.monitor();
        this.port = control == null ? null : control.port();
        reports.whenHopeless(daemon::abort);
        qemu.whenEnded(exit -> daemon.peerLost("qemu " + exit.describe()));
    }

    @Override
    public Optional<QmpMonitor> monitor() {
        return Optional.ofNullable(monitor);
    }

    @Override
    public Optional<DrivePort> drivePort() {
        return Optional.ofNullable(port);
    }

    @Override
    public GuestReports reports() {
        return reports;
    }

    @Override
    public void awaitReports() {
        if (monitor == null || !monitor.usable()) {
            return;
        }
        try {
            // Answers come after the events that were told before.
            QmpReply unused = monitor.execute("query-status", SETTLING);
        } catch (QmpException e) {
            // A monitor that says nothing has nothing to report.
            return;
        }
    }

    @Override
    public DaemonSocket daemon() {
        return daemon;
    }

    @Override
    public ConsoleReader console() {
        return console;
    }

    @Override
    public void writeConsole(byte[] bytes) throws IOException {
        qemu.writeInput(bytes);
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(qemu.pid());
    }

    @Override
    public String name() {
        return "qemu (process " + qemu.pid() + ")";
    }

    @Override
    public BooleanSupplier activity() {
        return new ProcessActivity(qemu.pid())::active;
    }

    @Override
    public boolean alive() {
        return qemu.alive();
    }

    @Override
    public ShutdownResult shutdown(Duration grace) {
        boolean forced = qemu.end(grace);
        daemon.close();
        console.awaitLastWords();
        if (port != null) {
            port.close(grace.compareTo(LAST_WRITES) < 0 ? grace : LAST_WRITES);
        }
        if (monitor != null) {
            monitor.awaitEnd(LAST_REPORTS);
            monitor.close();
        }
        return qemu.exitWithin(Duration.ZERO)
                .map(exit -> ShutdownResult.of(exit, forced))
                .orElseGet(() -> ShutdownResult.unkillable(name()));
    }
}
