package io.guestfs.appliance;

import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.libvirt.LibvirtGuest;
import io.guestfs.appliance.process.ProcessActivity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import jnr.unixsocket.Credentials;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;
import org.jspecify.annotations.Nullable;

/** An appliance in a domain of libvirt. Its console ends when its qemu does. */
final class LibvirtAppliance implements RunningAppliance {
    /** libvirt asks qemu to end for ten seconds before it kills it. */
    private static final Duration LIBVIRTS_PATIENCE = Duration.ofSeconds(10);
    /** How long libvirt may take altogether; it goes on without us after that. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final LibvirtSession session;
    private final String name;
    private final LibvirtGuest guest;
    private final ConsoleLine line;
    private final ConsoleReader console;
    private final DaemonSocket daemon;
    private final GuestReports reports = new GuestReports(List.of(), true);
    private final long process;
    private @Nullable ShutdownResult result;

    /**
     * A domain that was started.
     *
     * @param session the connection that it lives as long as
     * @param name its name
     * @param guest the domain
     */
    record Started(LibvirtSession session, String name, LibvirtGuest guest) {}

    LibvirtAppliance(Started started, UnixSocketChannel consoleChannel, DaemonSocket daemon) throws IOException {
        this.session = started.session();
        this.name = started.name();
        this.guest = started.guest();
        this.daemon = daemon;
        this.line = new ConsoleLine(consoleChannel);
        this.console = ConsoleReader.reading(line.input(), "guestfs-console-" + name);
        Credentials peer = consoleChannel.getOption(UnixSocketOptions.SO_PEERCRED);
        this.process = peer == null ? 0 : peer.getPid();
        console.whenEnded(() -> daemon.peerLost("the domain " + name + " ended"));
    }

    @Override
    public GuestReports reports() {
        return reports;
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
        line.write(bytes);
    }

    /** It is libvirt's child. */
    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public String name() {
        return "the domain " + name;
    }

    @Override
    public boolean alive() {
        return !console.ended();
    }

    @Override
    public BooleanSupplier activity() {
        return process > 0 ? new ProcessActivity(process)::active : () -> true;
    }

    @Override
    public synchronized ShutdownResult shutdown(Duration grace) {
        if (result == null) {
            result = end();
        }
        return result;
    }

    private ShutdownResult end() {
        boolean gone = console.ended();
        AtomicReference<LibvirtFailure> failure = new AtomicReference<>();
        long begin = System.nanoTime();
        boolean answered = session.finish(
                () -> {
                    try {
                        guest.end();
                    } catch (LibvirtFailure e) {
                        failure.set(e);
                    }
                },
                LIMIT);
        boolean forced = System.nanoTime() - begin >= LIBVIRTS_PATIENCE.toNanos();
        daemon.close();
        // The reader ends by itself with qemu; if that still runs, by this.
        line.hangUp();
        LibvirtFailure words = failure.get();
        if (!answered) {
            return new ShutdownResult(name() + " does not end: libvirt did not answer", false, false);
        }
        if (words != null) {
            return new ShutdownResult("libvirt could not end " + name() + ": " + words.words(), false, false);
        }
        return new ShutdownResult(name() + (gone ? " had ended" : " was ended by libvirt"), !gone && !forced, forced);
    }
}
