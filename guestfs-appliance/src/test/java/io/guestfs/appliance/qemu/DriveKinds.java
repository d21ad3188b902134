package io.guestfs.appliance.qemu;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSecret;
import io.guestfs.appliance.drive.DriveServer;
import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.drive.NetworkNodes;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.report.ApplianceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One drive of each kind, as it is when qemu is about to be started. */
public final class DriveKinds {
    static final String ODD = "a,b:c=d -e 'f' \"g\" \u00e9\n\u6c34.img";
    private static final String KEY = "QUJDREVGRw==";
    private static final Login NOBODY = new Login(null, null);

    private record Login(
            @Nullable String username, @Nullable String secret) {}

    private final Path directory;
    private final Map<String, Drive> kinds = new LinkedHashMap<>();
    private int secrets;

    /**
     * Makes them.
     *
     * @param directory where their files are said to be
     */
    public DriveKinds(Path directory) throws ApplianceException {
        this.directory = directory;
        files();
        blockDevices();
        curl();
        clusters();
    }

    /** All kinds with their names. */
    public Map<String, Drive> all() {
        return kinds;
    }

    private static Drive.Builder file() {
        return Drive.file("/etc/passwd");
    }

    private void files() throws ApplianceException {
        Path raw = directory.resolve("a.img");
        Path qcow2 = directory.resolve("a.qcow2");
        Path overlay = directory.resolve("overlay1.qcow2");
        kinds.put("file", file().build().withImage(raw));
        kinds.put("file-raw", file().format("raw").build().withImage(raw));
        kinds.put(
                "file-all-options",
                file().format("qcow2")
                        .name("hint")
                        .label("mylabel")
                        .cachemode(CacheMode.UNSAFE)
                        .discard(Discard.ENABLE)
                        .copyonread(true)
                        .blocksize(4096)
                        .build()
                        .withImage(qcow2));
        kinds.put(
                "file-besteffort",
                file().discard(Discard.BESTEFFORT)
                        .cachemode(CacheMode.WRITEBACK)
                        .build()
                        .withImage(raw));
        kinds.put("file-readonly", file().readonly(true).label("ro").build().withImage(overlay));
        kinds.put("file-odd-name", file().format("raw").build().withImage(directory.resolve(ODD)));
        kinds.put("scratch", Drive.scratch(4096).blocksize(512).build().withImage(raw));
        kinds.put("null-device", Drive.file("/dev/null").build().withImage(raw));
    }

    private void blockDevices() throws ApplianceException {
        network("nbd-tcp", NetworkProtocol.NBD, "", NOBODY, "127.0.0.1:9");
        network("nbd-unix-export", NetworkProtocol.NBD, "an ex,port", NOBODY, "unix:" + directory.resolve("no,sock"));
        network("nbd-ipv6", NetworkProtocol.NBD, "x", NOBODY, "[::1]:9");
        network("iscsi", NetworkProtocol.ISCSI, "iqn.2001-04.com.example:storage/3", NOBODY, "127.0.0.1:9");
        network(
                "iscsi-login",
                NetworkProtocol.ISCSI,
                "iqn.2001-04.com.example:s",
                new Login("me", "se,cret"),
                "127.0.0.1:9");
        network("ssh", NetworkProtocol.SSH, "/" + ODD, NOBODY, "127.0.0.1:9");
        network("ssh-user", NetworkProtocol.SSH, "/disk.img", new Login("me", null), "localhost");
        Drive nbd = kinds.get("nbd-tcp");
        if (nbd != null) {
            Drive readonly =
                    Drive.network((Network) nbd.source()).readonly(true).build();
            kinds.put("nbd-readonly", readonly.withImage(directory.resolve("overlay1.qcow2")));
        }
    }

    private void curl() throws ApplianceException {
        network("http", NetworkProtocol.HTTP, "/x,y%z a/\u6c34?q#f", NOBODY, "127.0.0.1:9");
        network("https-login", NetworkProtocol.HTTPS, "/x", new Login("us:er", "pa@ss"), "127.0.0.1:9");
        network("ftp", NetworkProtocol.FTP, "/x", NOBODY, "127.0.0.1:9");
        network("ftps-login", NetworkProtocol.FTPS, "/x", new Login("me", "pass"), "127.0.0.1:9");
        network("tftp", NetworkProtocol.TFTP, "/x", NOBODY, "127.0.0.1:9");
    }

    private void clusters() throws ApplianceException {
        network("rbd", NetworkProtocol.RBD, "image", NOBODY);
        network("rbd-login", NetworkProtocol.RBD, "pool/ns/image@snap", new Login("me", KEY), "127.0.0.1:9", "[::1]:9");
        network("gluster-tcp", NetworkProtocol.GLUSTER, "vol/dir/image", NOBODY, "127.0.0.1:9");
        network("gluster-unix", NetworkProtocol.GLUSTER, "vol/image", NOBODY, "unix:" + directory.resolve("s"));
        network("sheepdog", NetworkProtocol.SHEEPDOG, "image", NOBODY);
        network("sheepdog-server", NetworkProtocol.SHEEPDOG, "image", NOBODY, "127.0.0.1:9");
    }

    private void network(String kind, NetworkProtocol protocol, String name, Login login, String... servers)
            throws ApplianceException {
        List<DriveServer> where = new ArrayList<>();
        for (String server : servers) {
            where.add(DriveServer.parse(server));
        }
        Network source = new Network(protocol, name, where, login.username(), login.secret());
        DriveSecret kept = login.secret() == null ? null : secret(protocol);
        BlockNode node = NetworkNodes.of(source, kept);
        // What can't be written has an overlay.
        Path overlay = protocol.curl() ? directory.resolve("overlay1.qcow2") : null;
        Drive.Builder drive = Drive.network(source).format("raw").readonly(overlay != null);
        kinds.put(kind, drive.build().withImage(new DriveImage(overlay, node, null, kept)));
    }

    private DriveSecret secret(NetworkProtocol protocol) {
        String id = "secret" + ++secrets;
        return new DriveSecret(id, directory.resolve(id + ".txt"), protocol == NetworkProtocol.RBD);
    }
}
