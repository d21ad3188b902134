package io.guestfs.appliance;

import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.libvirt.LibvirtGuest;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/** Has libvirt start the domain and takes its connections. What it started ends with the session if that fails. */
final class LibvirtStart {
    /** qemu has connected before libvirt says that the domain runs. */
    private static final long CONNECT_NANOS = Duration.ofSeconds(10).toNanos();

    private final LaunchRequest request;
    private final LaunchListener listener;
    private final LibvirtSession session;
    private final String uri;

    LibvirtStart(LaunchRequest request, LaunchListener listener, LibvirtSession session, String uri) {
        this.request = request;
        this.listener = listener;
        this.session = session;
        this.uri = uri;
    }

    RunningAppliance start(String name, String xml, GuestSockets sockets, Set<Integer> users)
            throws ApplianceException, IOException {
        listener.debug("starting a domain of libvirt:\n" + xml);
        if (!request.recoveryProcess()) {
            // The domain ends with our connection to libvirt in any case.
            request.directories().unwatch();
        }
        return connect(name, guest(xml), sockets, users);
    }

    private LibvirtGuest guest(String xml) throws ApplianceException {
        try {
            return session.start(xml);
        } catch (LibvirtFailure e) {
            boolean denied = e.words().contains("Permission denied");
            throw LibvirtLaunch.fault(
                            LaunchPhase.START, "libvirt at " + uri + " could not start the appliance: " + e.words(), e)
                    .errno(denied ? "EACCES" : "")
                    .remedy(
                            denied
                                    ? "libvirt runs qemu as another user: let that user pass through the directories of the"
                                            + " image and read it, or use the backend \"direct\"."
                                    : "The log of libvirtd usually says more; the backend \"direct\" does without libvirt.")
                    .build();
        }
    }

    private RunningAppliance connect(String name, LibvirtGuest guest, GuestSockets sockets, Set<Integer> users)
            throws ApplianceException, IOException {
        long deadline = System.nanoTime() + CONNECT_NANOS;
        BooleanSupplier enough = () -> listener.aborted() || System.nanoTime() - deadline >= 0;
        UnixSocketChannel console = sockets.acceptConsole(users, listener, enough);
        UnixSocketChannel channel = null;
        boolean done = false;
        try {
            channel = console == null ? null : sockets.acceptDaemon(users, listener, enough);
            if (console == null || channel == null) {
                Aborted.check(listener);
                throw ApplianceException.of(
                                LaunchPhase.CONNECT,
                                "the domain " + name + " runs, but nothing that is its qemu connected to "
                                        + (console == null ? sockets.console() : sockets.daemon()))
                        .remedy(
                                "Look at the log of libvirtd and at /var/log/libvirt/qemu or ~/.cache/libvirt/qemu/log.")
                        .build();
            }
            RunningAppliance running = new LibvirtAppliance(
                    new LibvirtAppliance.Started(session, name, guest), console, DaemonSocket.over(channel));
            done = true;
            return running;
        } finally {
            if (!done) {
                close(console);
                close(channel);
            }
        }
    }

    private static void close(@Nullable UnixSocketChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
