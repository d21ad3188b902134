package io.guestfs.appliance.plug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
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
import io.guestfs.appliance.image.ImageLayer;
import io.guestfs.appliance.plug.PlugPlan.PassedBridge;
import io.guestfs.appliance.report.ApplianceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said to qemu for a drive of each kind. The expected texts are files below {@code golden};
 * {@code -Dgolden.rewrite=DIRECTORY} writes them there instead.
 */
class PlugPlannerTest {
    private static final JSON PRINTER =
            JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    @TempDir
    Path directory;

    private Path raw;
    private Path qcow2;
    private Path overlay;

    @BeforeEach
    void makeFiles() throws IOException {
        raw = Files.createFile(directory.resolve("a, b.img"));
        qcow2 = Files.createFile(directory.resolve("a.qcow2"));
        overlay = Files.createFile(directory.resolve("overlay1.qcow2"));
    }

    private static Drive.Builder file() {
        return Drive.file("/etc/passwd");
    }

    private void compare(String name, Drive drive, boolean lockedUp, ImageLayer... layers) throws Exception {
        PlugPlan plan = new PlugPlanner("plug7", 3, lockedUp).plan(drive, List.of(layers));
        Map<String, Object> told = new LinkedHashMap<>();
        plan.passed()
                .files()
                .forEach(
                        file -> told.put(file.name(), file.file().toString() + (file.writable() ? " read-write" : "")));
        plan.passed()
                .sockets()
                .forEach(socket -> told.put(socket.name(), socket.path().toString()));
        PassedBridge bridge = plan.passed().bridge();
        if (bridge != null) {
            assertThat(plan.secret()).isNull();
            told.put(bridge.name(), bridge.options());
            told.put(bridge.drive(), bridge.image());
        }
        told.put("blockdev-add", plan.node());
        told.put("device_add", plan.device());
        String text = PRINTER.asString(told).replace(directory.toString(), "/d") + "\n";
        String rewrite = System.getProperty("golden.rewrite");
        if (rewrite != null) {
            Path expected = Path.of(rewrite, name + ".json");
            Files.createDirectories(expected.getParent());
            Files.writeString(expected, text);
            return;
        }
        try (InputStream expected = PlugPlannerTest.class.getResourceAsStream("golden/" + name + ".json")) {
            assertThat(expected).as(name).isNotNull();
            assertThat(text).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void filesAreOpenedByUsAndNothingIsGuessed() throws Exception {
        compare("file-raw", file().format("raw").build().withImage(raw), true, new ImageLayer(raw, "raw"));
        compare("qcow2-alone", file().build().withImage(qcow2), true, new ImageLayer(qcow2, "qcow2"));
        compare("scratch", Drive.scratch(4096).blocksize(512).build().withImage(raw), true, new ImageLayer(raw, "raw"));
    }

    @Test
    void aChainIsOpenedImageByImage() throws Exception {
        Drive drive = file().format("qcow2")
                .label("mylabel")
                .cachemode(CacheMode.UNSAFE)
                .discard(Discard.ENABLE)
                .copyonread(true)
                .blocksize(4096)
                .build();
        compare(
                "chain-all-options",
                drive.withImage(overlay),
                true,
                new ImageLayer(overlay, "qcow2"),
                new ImageLayer(qcow2, "qcow2"),
                new ImageLayer(raw, "raw"));
    }

    @Test
    void aReadOnlyDriveIsAnOverlayOverWhatIsNotLocked() throws Exception {
        compare(
                "read-only",
                file().readonly(true).label("ro").build().withImage(overlay),
                true,
                new ImageLayer(overlay, "qcow2"),
                new ImageLayer(raw, "raw"));
    }

    @Test
    void nbdIsConnectedByUsOrGetsNumbers() throws Exception {
        Path socket = directory.resolve("s,ock");
        compare("nbd-unix", network(NetworkProtocol.NBD, "x", null, "unix:" + socket), true);
        compare("nbd-tcp-caged", network(NetworkProtocol.NBD, "", null, "127.0.0.1:9"), true);
        compare("nbd-tcp", network(NetworkProtocol.NBD, "", null, "no.such.host:9"), false);
        assertThatThrownBy(
                        () -> compare("none", network(NetworkProtocol.NBD, "", null, "no-such-host.invalid:9"), true))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("nobody knows the host no-such-host.invalid");
    }

    @Test
    void otherServersAreReachedByQemuItself() throws Exception {
        compare("iscsi-login", iscsi(), false);
        Drive http = network(NetworkProtocol.HTTP, "/x", null, "127.0.0.1:9");
        compare("http-read-only", http, false, new ImageLayer(overlay, "qcow2"));
    }

    private Drive iscsi() throws Exception {
        return network(
                NetworkProtocol.ISCSI,
                "iqn.2001-04.com.example:s/1",
                new DriveSecret("secret5", directory.resolve("secret5.txt"), false),
                "127.0.0.1:9");
    }

    @Test
    void otherServersAreReachedForAQemuThatIsLockedUp() throws Exception {
        compare("bridge-iscsi-login", iscsi(), true);
        Drive http = network(NetworkProtocol.HTTP, "/x", null, "127.0.0.1:9");
        compare("bridge-http-read-only", http, true, new ImageLayer(overlay, "qcow2"));
        Network ssh = new Network(NetworkProtocol.SSH, "/a, b", List.of(DriveServer.parse("h:22")), "me", null);
        DriveImage image = new DriveImage(null, NetworkNodes.of(ssh, null), null, null);
        // An image in a file of a server grows, which only its opener can make it do.
        compare(
                "bridge-ssh-qcow2",
                Drive.network(ssh)
                        .format("qcow2")
                        .label("grows")
                        .cachemode(CacheMode.UNSAFE)
                        .discard(Discard.BESTEFFORT)
                        .copyonread(true)
                        .blocksize(4096)
                        .build()
                        .withImage(image),
                true);
        Network rbd = new Network(
                NetworkProtocol.RBD, "pool/disk", List.of(DriveServer.parse("mon:6789")), "admin", "c2VjcmV0");
        DriveSecret key = new DriveSecret("secret6", directory.resolve("secret6.txt"), true);
        compare(
                "bridge-rbd-found-qcow2",
                Drive.network(rbd)
                        .readonly(true)
                        .build()
                        .withImage(new DriveImage(overlay, NetworkNodes.of(rbd, key), "qcow2", key)),
                true,
                new ImageLayer(overlay, "qcow2"));
    }

    private Drive network(NetworkProtocol protocol, String name, @Nullable DriveSecret secret, String server)
            throws ApplianceException {
        Network source = new Network(
                protocol,
                name,
                List.of(DriveServer.parse(server)),
                secret == null ? null : "me",
                secret == null ? null : "word");
        BlockNode node = NetworkNodes.of(source, secret);
        boolean readonly = protocol.curl();
        return Drive.network(source)
                .format("raw")
                .readonly(readonly)
                .build()
                .withImage(new DriveImage(readonly ? overlay : null, node, null, secret));
    }
}
