package io.guestfs.appliance;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;

/** A launch that starts nothing: it connects to a daemon that runs already. */
final class AttachLaunch {
    /** How long to wait before knocking again when the other side has too many visitors. */
    private static final long PAUSE_NANOS = 50_000_000;

    private final Path socket;
    private final LaunchRequest request;
    private final LaunchListener listener;

    AttachLaunch(Path socket, LaunchRequest request, LaunchListener listener) {
        this.socket = socket;
        this.request = request;
        this.listener = listener;
    }

    RunningAppliance run() throws ApplianceException {
        refuseWhatCannotBeGiven();
        SocketPath.checked(socket, "Let it listen on a socket with a shorter name, or make a symbolic link to it.");
        listener.debug("connecting to the daemon behind " + socket);
        try {
            return connect();
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.CONNECT, "the socket " + socket + " " + reason(e))
                    .remedy(
                            "Check that the daemon, or the qemu around it, runs and listens on this socket, and that this"
                                    + " user may read and write it.")
                    .cause(e)
                    .build();
        }
    }

    private void refuseWhatCannotBeGiven() throws ApplianceException {
        if (!request.drives().isEmpty() || !request.config().isEmpty()) {
            throw ApplianceException.of(
                            LaunchPhase.DRIVES,
                            "drives or qemu options were added, but the daemon behind " + socket
                                    + " runs already and can't be given any")
                    .remedy("Add none with a backend of the kind unix:PATH; the disks of the running guest are there.")
                    .build();
        }
    }

    private RunningAppliance connect() throws IOException, ApplianceException {
        UnixSocketChannel channel = UnixSocketChannel.open();
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            long deadline = System.nanoTime() + request.timeout().toNanos();
            UnixSocketAddress address = new UnixSocketAddress(socket.toFile());
            // A full queue of the listener refuses with EAGAIN, and no selector tells when it has room.
            while (!channel.connect(address)) {
                Aborted.check(listener);
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("nobody takes the connection");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            RunningAppliance daemon = new AttachedDaemon(socket, channel);
            connected = true;
            return daemon;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    private String reason(IOException failure) {
        if (!Files.exists(socket)) {
            return "does not exist, or may not be reached";
        }
        return "can't be connected to: " + failure.getMessage();
    }
}
