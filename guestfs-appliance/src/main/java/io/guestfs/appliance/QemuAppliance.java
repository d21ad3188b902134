package io.guestfs.appliance;

import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.ProcessActivity;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** An appliance in a qemu that is a child of this process. */
final class QemuAppliance implements RunningAppliance {
    private final ChildProcess qemu;
    private final DaemonSocket daemon;
    private final ConsoleReader console;

    QemuAppliance(ChildProcess qemu, DaemonSocket daemon, ConsoleReader console) {
        this.qemu = qemu;
        this.daemon = daemon;
        this.console = console;
        qemu.whenEnded(exit -> daemon.peerLost("qemu " + exit.describe()));
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
        return ShutdownResult.of(qemu.onExit().join(), forced);
    }
}
