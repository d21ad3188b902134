package io.guestfs.appliance.plug;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.web.WebReaders;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The node of a drive at a server, so that a qemu that runs can reach it. */
final class RemoteNode {
    private static final String SERVER = "server";

    private final DriveSource.Network source;
    private final BlockNode node;
    private final boolean lockedUp;

    /**
     * Keeps what is needed.
     *
     * @param source the drive
     * @param node its node as it would be at launch
     * @param lockedUp whether qemu has an empty root directory and no rights
     */
    RemoteNode(DriveSource.Network source, BlockNode node, boolean lockedUp) {
        this.source = source;
        this.node = node;
        this.lockedUp = lockedUp;
    }

    /** Tells the same of a qemu that is locked up. What reads a drive at a web server is known only when the drive is prepared. */
    static boolean bridged(DriveSource.Network source, @Nullable DriveImage image) {
        if (image != null && image.remote() != null) {
            return new RemoteNode(source, image.remote(), true).bridged();
        }
        return source.protocol() != NetworkProtocol.NBD && !WebReaders.read(source);
    }

    private boolean nbd() {
        return node.driver().equals(NetworkProtocol.NBD.word());
    }

    /** Tells whether only a program outside of this qemu can reach the server. */
    boolean bridged() {
        return lockedUp && !nbd();
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
     * @param socket takes a socket that we have to connect to, and gives the name for the connection
     */
    Map<String, Object> options(Function<Path, String> socket) throws ApplianceException {
        Map<String, Object> options = new LinkedHashMap<>(node.options());
        if (nbd() && options.get(SERVER) instanceof Map<?, ?> named) {
            options.put(SERVER, server(named, socket));
        }
        return options;
    }

    private Map<String, Object> server(Map<?, ?> named, Function<Path, String> socket) throws ApplianceException {
        Map<String, Object> address = new LinkedHashMap<>();
        if (named.get("path") instanceof String path) {
            address.put("type", "fd");
            address.put("str", socket.apply(Path.of(path)));
            return address;
        }
        named.forEach((name, value) -> address.put(name.toString(), value));
        if (lockedUp && named.get("host") instanceof String host) {
            address.put("host", numbers(host));
        }
        return address;
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
