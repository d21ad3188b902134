package io.guestfs.appliance.libvirt;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveServer;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.drive.NetworkProtocol;
import org.jspecify.annotations.Nullable;

/** Drives at servers in the words of libvirt. */
final class NetworkSource {
    private static final String NBD_PORT = "10809";

    private NetworkSource() {}

    static void check(Drive drive) throws LibvirtFailure {
        if (!(drive.source() instanceof Network network)) {
            return;
        }
        if (network.protocol() == NetworkProtocol.SHEEPDOG) {
            throw new LibvirtFailure(
                    network + " can't be used: libvirt gave up the protocol",
                    "Copy the image to a file, or use a server for another protocol.",
                    null);
        }
        boolean user = network.username() != null;
        boolean secret = network.secret() != null;
        if (user != secret && network.protocol() != NetworkProtocol.SSH) {
            throw new LibvirtFailure(
                    network + " can't be used: libvirt wants a user name and a secret, or neither",
                    "Give both, or use the backend \"direct\".",
                    null);
        }
    }

    static void add(XmlText xml, Network network, @Nullable String secret) {
        String name = network.given();
        int at = network.protocol() == NetworkProtocol.RBD ? name.indexOf('@') : -1;
        String image = at < 0 ? name : name.substring(0, at);
        xml.element(
                "source",
                source -> {
                    network.servers().forEach(server -> server(source, network.protocol(), server));
                    if (at >= 0) {
                        source.leaf("snapshot", "name", name.substring(at + 1));
                    }
                    if (network.username() != null && secret != null) {
                        source.element(
                                "auth",
                                auth -> auth.leaf("secret", "type", kind(network.protocol()), "uuid", secret),
                                "username",
                                network.username());
                    }
                },
                "protocol",
                network.protocol().word(),
                "name",
                named(network.protocol(), image));
    }

    /** A name without a pool is in the one that Ceph makes itself, a target without a number is its first unit. */
    private static @Nullable String named(NetworkProtocol protocol, String name) {
        return switch (protocol) {
            case RBD -> name.indexOf('/') < 0 ? "rbd/" + name : name;
            case ISCSI -> name.matches(".*/[0-9]{1,5}") ? name : name + "/0";
            default -> name.isEmpty() ? null : name;
        };
    }

    /** What libvirt calls the use of a secret. */
    static String kind(NetworkProtocol protocol) {
        return protocol == NetworkProtocol.RBD ? "ceph" : "iscsi";
    }

    private static void server(XmlText xml, NetworkProtocol protocol, DriveServer server) {
        if (server instanceof DriveServer.Tcp tcp) {
            String usual = protocol == NetworkProtocol.NBD ? NBD_PORT : null;
            xml.leaf("host", "name", tcp.host(), "port", tcp.port() == 0 ? usual : Integer.toString(tcp.port()));
        } else if (server instanceof DriveServer.Unix unix) {
            String path = java.nio.file.Path.of(unix.path()).toAbsolutePath().toString();
            xml.leaf("host", "transport", "unix", "socket", path);
        }
    }

    /** What libvirt is told about a secret: that it may not be shown to anybody nor kept. */
    static String secretXml(String domain, String id, DriveSource.Network network) {
        String use = domain + "-" + id;
        boolean ceph = network.protocol() == NetworkProtocol.RBD;
        return new XmlText()
                .element(
                        "secret",
                        secret -> secret.text("description", "drive of " + domain)
                                .element(
                                        "usage",
                                        usage -> usage.text(ceph ? "name" : "target", use),
                                        "type",
                                        kind(network.protocol())),
                        "ephemeral",
                        "yes",
                        "private",
                        "yes")
                .toString();
    }
}
