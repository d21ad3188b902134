package io.guestfs.appliance.drive;

import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.util.Base64;
import java.util.List;

/** What each protocol demands of the name, the servers and the login. */
final class NetworkChecks {
    private NetworkChecks() {}

    static void check(Network source) throws ApplianceException {
        checkServers(source);
        checkName(source);
        checkLogin(source);
    }

    private static void checkServers(Network source) throws ApplianceException {
        List<DriveServer> servers = source.servers();
        NetworkProtocol.Servers rule = source.protocol().serverRule();
        boolean several = rule == NetworkProtocol.Servers.SEVERAL;
        require(source, several || servers.size() == 1, "needs exactly one server", "Give it in the option server.");
        for (DriveServer server : servers) {
            boolean socket = server instanceof DriveServer.Unix;
            require(
                    source,
                    !socket || rule == NetworkProtocol.Servers.ONE_OR_SOCKET,
                    "can't use a Unix socket",
                    "Give the server as HOST:PORT.");
            require(
                    source,
                    !several || (server instanceof DriveServer.Tcp tcp && tcp.port() != 0),
                    "needs the port of each server",
                    "Give the server as HOST:PORT.");
        }
    }

    private static void checkName(Network source) throws ApplianceException {
        String name = source.given();
        switch (source.protocol().nameRule()) {
            case ABSOLUTE ->
                require(
                        source,
                        name.startsWith("/"),
                        "needs a name that begins with /",
                        "Give the path at the server.");
            case RELATIVE ->
                require(
                        source,
                        !name.isEmpty() && !name.startsWith("/"),
                        "needs a name that does not begin with /",
                        "Give the name that the server knows.");
            case ANY -> {
                // nbd: the default export has no name
            }
        }
        if (source.protocol() == NetworkProtocol.GLUSTER) {
            int slash = name.indexOf('/');
            require(
                    source,
                    slash > 0 && slash < name.length() - 1,
                    "needs a volume and an image",
                    "Give the name as VOLUME/IMAGE.");
        }
        require(source, name.indexOf('\0') < 0, "can't have U+0000 in its name", "");
    }

    private static void checkLogin(Network source) throws ApplianceException {
        String username = source.username();
        String secret = source.secret();
        boolean logins = source.protocol().logins();
        require(source, logins || username == null, "takes no username", "Leave the option out.");
        require(source, logins || secret == null, "takes no secret", "Leave the option out.");
        switch (source.protocol()) {
            case SSH -> {
                require(
                        source,
                        username == null || !username.isEmpty(),
                        "has an empty username",
                        "Leave the option out to log in as the user of this program.");
                if (secret != null) {
                    throw ApplianceException.of(
                                    LaunchPhase.DRIVES,
                                    source + " can't be used with a secret: qemu knows no passwords for ssh")
                            .remedy("Give your public key to the server, and the private one to ssh-agent or ~/.ssh.")
                            .errno("ENOTSUP")
                            .build();
                }
            }
            case RBD ->
                require(
                        source,
                        secret == null || base64(secret),
                        "needs its key in base64",
                        "That is how Ceph prints it.");
            default ->
                require(
                        source,
                        secret == null || username != null,
                        "has a secret and no username",
                        "Give both or none.");
        }
    }

    private static boolean base64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false; // that is the answer
        }
    }

    private static void require(Network source, boolean good, String otherwise, String remedy)
            throws ApplianceException {
        if (!good) {
            throw ApplianceException.of(LaunchPhase.DRIVES, source + " " + otherwise)
                    .remedy(remedy)
                    .errno("EINVAL")
                    .build();
        }
    }
}
