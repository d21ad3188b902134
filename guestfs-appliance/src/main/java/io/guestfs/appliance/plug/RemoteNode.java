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

    /** Tells whether only a program outside of this qemu can reach the server. */
    boolean bridged() {
        return lockedUp && source.protocol() != NetworkProtocol.NBD;
    }

    /** The node that reads what such a program serves. */
    static Map<String, Object> served(String connection) {
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("type", "fd");
        address.put("str", connection);
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("driver", NetworkProtocol.NBD.word());
        node.put(SERVER, address);
        return node;
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
