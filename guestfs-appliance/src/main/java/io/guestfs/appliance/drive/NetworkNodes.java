package io.guestfs.appliance.drive;

import io.guestfs.appliance.drive.DriveSource.Network;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Drives at servers in the words of qemu. */
public final class NetworkNodes {
    private static final int NBD_PORT = 10809;
    private static final int SSH_PORT = 22;
    private static final int GLUSTER_PORT = 24007;
    private static final int SHEEPDOG_PORT = 7000;
    /** What needs no escape in the path of a URL. */
    private static final String PLAIN = "-_.~/!$&'()*+,;=:@";

    private NetworkNodes() {}

    /**
     * The node that reads a drive at a server.
     *
     * @param source the drive, checked
     * @param secret its password or key; null for none
     * @return the node of the protocol, without a format above it
     */
    public static BlockNode of(Network source, @Nullable DriveSecret secret) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("driver", source.protocol().word());
        switch (source.protocol()) {
            case FTP, FTPS, HTTP, HTTPS, TFTP -> curl(node, source, secret);
            case GLUSTER -> gluster(node, source);
            case ISCSI -> iscsi(node, source, secret);
            case NBD -> nbd(node, source);
            case RBD -> rbd(node, source, secret);
            case SHEEPDOG -> sheepdog(node, source);
            case SSH -> ssh(node, source);
        }
        return new BlockNode(node);
    }

    /**
     * The node that reads what a program of ours serves.
     *
     * @param socket where that listens
     * @return the node, without a format above it
     */
    public static BlockNode served(Path socket) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("driver", NetworkProtocol.NBD.word());
        node.put("server", address(new DriveServer.Unix(socket.toString()), NBD_PORT));
        return new BlockNode(node);
    }

    /**
     * The URL of a drive of one of curl's protocols.
     *
     * @param source the drive, checked
     * @return the URL, without user and password
     */
    public static String url(Network source) {
        return source.protocol().word() + "://" + host(source).authority(0) + escaped(source.given());
    }

    private static void curl(Map<String, Object> node, Network source, @Nullable DriveSecret secret) {
        node.put("url", url(source));
        login(node, "username", source, secret);
    }

    private static void login(Map<String, Object> node, String user, Network source, @Nullable DriveSecret secret) {
        if (source.username() != null) {
            node.put(user, source.username());
        }
        if (secret != null) {
            node.put("password-secret", secret.id());
        }
    }

    private static void gluster(Map<String, Object> node, Network source) {
        int slash = source.given().indexOf('/');
        node.put("volume", source.given().substring(0, slash));
        node.put("path", source.given().substring(slash + 1));
        node.put("server", List.of(address(source.servers().get(0), GLUSTER_PORT)));
    }

    private static void iscsi(Map<String, Object> node, Network source, @Nullable DriveSecret secret) {
        int slash = source.given().lastIndexOf('/');
        String lun = slash < 0 ? "" : source.given().substring(slash + 1);
        boolean named = lun.matches("[0-9]{1,5}");
        node.put("transport", "tcp");
        node.put("portal", host(source).authority(0));
        node.put("target", named ? source.given().substring(0, slash) : source.given());
        node.put("lun", named ? Integer.parseInt(lun) : 0);
        login(node, "user", source, secret);
    }

    private static void nbd(Map<String, Object> node, Network source) {
        node.put("server", address(source.servers().get(0), NBD_PORT));
        if (!source.given().isEmpty()) {
            node.put("export", source.given());
        }
    }

    private static void rbd(Map<String, Object> node, Network source, @Nullable DriveSecret secret) {
        // POOL/IMAGE or POOL/NAMESPACE/IMAGE, with @SNAPSHOT behind; a bare IMAGE is in the pool that Ceph makes
        // itself.
        String name = source.given();
        int at = name.indexOf('@');
        String snapshot = at < 0 ? "" : name.substring(at + 1);
        String[] parts = (at < 0 ? name : name.substring(0, at)).split("/", 3);
        node.put("pool", parts.length == 1 ? "rbd" : parts[0]);
        if (parts.length == 3) {
            node.put("namespace", parts[1]);
        }
        node.put("image", parts[parts.length - 1]);
        if (!snapshot.isEmpty()) {
            node.put("snapshot", snapshot);
        }
        if (!source.servers().isEmpty()) {
            List<Map<String, Object>> servers = new ArrayList<>();
            source.servers().forEach(server -> servers.add(inet((DriveServer.Tcp) server, 0)));
            node.put("server", servers);
        }
        if (source.username() != null) {
            node.put("user", source.username());
        }
        boolean login = source.username() != null || secret != null;
        node.put("auth-client-required", login ? List.of("cephx", "none") : List.of("none"));
        if (secret != null) {
            node.put("key-secret", secret.id());
        }
    }

    private static void sheepdog(Map<String, Object> node, Network source) {
        DriveServer server = source.servers().isEmpty()
                ? new DriveServer.Tcp("localhost", SHEEPDOG_PORT)
                : source.servers().get(0);
        node.put("server", address(server, SHEEPDOG_PORT));
        node.put("vdi", source.given());
    }

    private static void ssh(Map<String, Object> node, Network source) {
        node.put("server", inet(host(source), SSH_PORT));
        node.put("path", source.given());
        if (source.username() != null) {
            node.put("user", source.username());
        }
    }

    private static DriveServer.Tcp host(Network source) {
        return (DriveServer.Tcp) source.servers().get(0);
    }

    private static Map<String, Object> address(DriveServer server, int usualPort) {
        Map<String, Object> address = new LinkedHashMap<>();
        if (server instanceof DriveServer.Unix unix) {
            address.put("type", "unix");
            address.put("path", Path.of(unix.path()).toAbsolutePath().toString());
        } else {
            address.put("type", "inet");
            address.putAll(inet((DriveServer.Tcp) server, usualPort));
        }
        return address;
    }

    private static Map<String, Object> inet(DriveServer.Tcp server, int usualPort) {
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("host", server.host());
        address.put("port", Integer.toString(server.port() == 0 ? usualPort : server.port()));
        return address;
    }

    private static String escaped(String path) {
        StringBuilder text = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            text.append(plain || PLAIN.indexOf(c) >= 0 ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", b));
        }
        return text.toString();
    }
}
