package io.guestfs.appliance.plug;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.DriveServer;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The node of a drive at a server, so that a qemu that runs can reach it. */
final class RemoteNode {
    private static final String SERVER = "server";

    private final DriveSource.Network source;
    private final boolean lockedUp;

    RemoteNode(DriveSource.Network source, boolean lockedUp) {
        this.source = source;
        this.lockedUp = lockedUp;
    }

    /** Refuses a drive that this qemu can't reach any more. */
    void check() throws ApplianceException {
        if (lockedUp && source.protocol() != NetworkProtocol.NBD) {
            throw ApplianceException.of(
                            LaunchPhase.DRIVES,
                            source + " can't be plugged in: qemu has locked itself into an empty directory as another"
                                    + " user, where it finds neither its driver for "
                                    + source.protocol().word() + " nor the names of hosts")
                    .remedy("Add the drive before launch, or launch with the backend setting drop_privileges=0.")
                    .errno("ENOTSUP")
                    .build();
        }
    }

    /**
     * Makes it.
     *
     * @param node the node as it would be at launch
     * @param socket takes a socket that we have to connect to, and gives the name for the connection
     */
    Map<String, Object> of(BlockNode node, Function<Path, String> socket) throws ApplianceException {
        Map<String, Object> options = new LinkedHashMap<>(node.options());
        if (source.protocol() == NetworkProtocol.NBD) {
            nbd(options, socket);
        }
        return options;
    }

    private void nbd(Map<String, Object> options, Function<Path, String> socket) throws ApplianceException {
        DriveServer server = source.servers().get(0);
        Map<String, Object> address = new LinkedHashMap<>();
        if (server instanceof DriveServer.Unix unix) {
            address.put("type", "fd");
            address.put("str", socket.apply(Path.of(unix.path()).toAbsolutePath()));
            options.put(SERVER, address);
        } else if (lockedUp && options.get(SERVER) instanceof Map<?, ?> named) {
            named.forEach((name, value) -> address.put(name.toString(), value));
            address.put("host", numbers(((DriveServer.Tcp) server).host()));
            options.put(SERVER, address);
        }
    }

    private String numbers(String host) throws ApplianceException {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw ApplianceException.of(
                            LaunchPhase.DRIVES, source + " can't be plugged in: nobody knows the host " + host)
                    .remedy("Check the name, or give the address of the server.")
                    .errno("EINVAL")
                    .cause(e)
                    .build();
        }
    }
}
