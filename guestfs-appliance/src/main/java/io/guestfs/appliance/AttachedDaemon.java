package io.guestfs.appliance;

import io.guestfs.appliance.process.ProcessActivity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import jnr.unixsocket.Credentials;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/** A daemon that ran before we came and, for all we do, goes on when we leave. */
final class AttachedDaemon implements RunningAppliance {
    private final Path path;
    private final DaemonSocket daemon;
    private final ConsoleReader console = ConsoleReader.none();
    private final GuestReports reports = new GuestReports(List.of(), true);
    /** The process that listened on the socket: the daemon, or the qemu around it; 0 if the system does not tell. */
    private final long listener;

    private volatile boolean left;

    /** Takes over a connected channel. */
    AttachedDaemon(Path path, UnixSocketChannel channel) throws IOException {
        this.path = path;
        Credentials peer = channel.getOption(UnixSocketOptions.SO_PEERCRED);
        this.listener = peer == null ? 0 : peer.getPid();
        this.daemon = DaemonSocket.over(channel);
    }

    @Override
    public DaemonSocket daemon() {
        return daemon;
    }

    @Override
    public GuestReports reports() {
        return reports;
    }

    @Override
    public ConsoleReader console() {
        return console;
    }

    /** The console belongs to whoever started the guest. */
    @Override
    public void writeConsole(byte[] bytes) {
        // Nothing comes from it, so nothing is asked that would want an answer.
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public String name() {
        return "the daemon behind " + path;
    }

    @Override
    public boolean alive() {
        return !left;
    }

    @Override
    public BooleanSupplier activity() {
        return listener > 0 ? new ProcessActivity(listener)::active : () -> true;
    }

    @Override
    public ShutdownResult shutdown(Duration grace) {
        left = true;
        daemon.close();
        return new ShutdownResult("the connection to " + path + " was closed", true, false);
    }
}
