package io.guestfs.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.calls.AddDriveOptions;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drives that real servers on loopback have: mounted, read, and written where that is possible. */
@Timeout(600)
class NetworkDrivesIT {

    private static final String USER = "me";
    private static final String SECRET = "pass,word x";
    private static final String TARGET = "iqn.2001-04.com.example:storage";

    private static final Pattern SECRET_FILE = Pattern.compile("secret,id=secret\\d+,file=([^,\0]+)");

    @TempDir
    Path directory;

    private final GuestFS g = RealHandle.open();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Path> writable = new LinkedHashMap<>();
    private final Map<String, byte[]> protectedImages = new LinkedHashMap<>();

    private static void assumeDrivers(String... drivers) throws Exception {
        RealHandle.assumeHostIsReady();
        for (String driver : drivers) {
            Process process = new ProcessBuilder("qemu-img", "info", "--image-opts", "driver=" + driver)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assumeFalse(
                    said.contains("Unknown driver"),
                    "qemu-block-extra is not installed: run guestfs-appliance/host-setup");
        }
    }

    private Path image(String name) throws Exception {
        return MarkedImage.make(directory.resolve(name), name);
    }

    private void written(Path image, String name, AddDriveOptions options) {
        g.addDrive(name, options);
        writable.put(image.getFileName().toString(), image);
    }

    private void onlyRead(Path image, String name, AddDriveOptions options) throws IOException {
        g.addDrive(name, options);
        protectedImages.put(image.toString(), Files.readAllBytes(image));
    }

    private static AddDriveOptions at(String protocol, Object port) {
        String server = port instanceof Path ? "unix:" + port : LocalServers.HOST + ":" + port;
        return new AddDriveOptions().protocol(protocol).server(List.of(server));
    }

    private static AddDriveOptions login(AddDriveOptions options) {
        return options.username(USER).secret(SECRET);
    }

    private void addDrives(LocalServers servers) throws Exception {
        Path tcp = image("a");
        written(tcp, "an exp,ort", at("nbd", servers.nbd(tcp, "an exp,ort")).format("raw"));
        Path unix = image("b");
        onlyRead(unix, "", at("nbd", servers.nbdSocket(unix)).readonly(true));
        Path lun1 = image("c");
        Path lun2 = image("d");
        int iscsi = servers.iscsi(TARGET, USER, SECRET, List.of(lun1, lun2));
        written(lun1, TARGET + "/1", login(at("iscsi", iscsi)));
        onlyRead(lun2, TARGET + "/2", login(at("iscsi", iscsi)).readonly(true).format("raw"));
        int http = servers.http(directory, USER, SECRET);
        Path overlaid = image("e f,g%h?.img");
        onlyRead(overlaid, "/e f,g%h?.img", login(at("http", http)).readonly(true));
        int ftp = servers.ftp(directory, USER, SECRET);
        Path transferred = image("ftp");
        onlyRead(transferred, "/ftp", login(at("ftp", ftp)).readonly(true).format("raw"));
        assertThatThrownBy(() -> g.addDrive("/e f,g%h?.img", login(at("http", http))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("can only be read");
    }

    @Test
    void drivesAtServersAreLikeFiles() throws Exception {
        assumeDrivers("nbd", "iscsi", "ftp");
        assumeTrue(RealHandle.onPath("nbdkit"), "nbdkit is not installed: run guestfs-appliance/host-setup");
        assumeTrue(RealHandle.onPath("tgtd"), "tgt is not installed: run guestfs-appliance/host-setup");
        g.setEventCallback(
                event -> told.add(((Event.Message) event).text()),
                EnumSet.of(EventKind.TRACE, EventKind.LIBRARY, EventKind.APPLIANCE));
        g.setVerbose(true);
        try (LocalServers servers = new LocalServers(directory)) {
            try (g) {
                addDrives(servers);
                g.launch();
                nobodySeesTheSecret();
                List<String> devices = g.listDevices();
                List<String> markers = new ArrayList<>();
                for (String device : devices) {
                    assertThat(g.blockdevGetro(device)).as(device).isFalse();
                    assertThat(g.blockdevGetsize64(device)).isEqualTo(4 << 20);
                    markers.add(mountedAndWritten(device));
                }
                assertThat(markers).containsExactly("a", "b", "c", "d", "e f,g%h?.img", "ftp");
                g.shutdown();
            }
        }
        for (Map.Entry<String, Path> image : writable.entrySet()) {
            assertThat(MarkedImage.cat(image.getValue(), "/written")).isEqualTo("written to " + image.getKey());
        }
        for (Map.Entry<String, byte[]> image : protectedImages.entrySet()) {
            assertThat(Files.readAllBytes(Path.of(image.getKey()))).isEqualTo(image.getValue());
        }
    }

    private String mountedAndWritten(String device) {
        g.mountRo(device, "/");
        String marker = g.cat("/marker");
        g.umountAll();
        g.mount(device, "/");
        g.write("/written", ("written to " + marker).getBytes(UTF_8));
        g.umountAll();
        g.mount(device, "/");
        assertThat(g.cat("/written")).isEqualTo("written to " + marker);
        g.umountAll();
        return marker;
    }

    private void nobodySeesTheSecret() throws IOException {
        String line = Files.readString(Path.of("/proc/" + g.getPid() + "/cmdline"), ISO_8859_1);
        assertThat(line).contains("password-secret").doesNotContain("pass,");
        assertThat(String.join("\n", told)).contains("add_drive").doesNotContain("pass,");
        List<String> files =
                SECRET_FILE.matcher(line).results().map(match -> match.group(1)).toList();
        assertThat(files)
                .as("nbdkit has read that of the drive at the web server")
                .hasSize(3);
        for (String file : files) {
            assertThat(Path.of(file)).hasContent(SECRET);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void protocolsThatQemuGaveUpAreRefusedWithThatReason() {
        RealHandle.assumeHostIsReady();
        try (g) {
            assertThatThrownBy(
                            () -> g.addDrive("/x", at("tftp", 69).format("raw").readonly(true)))
                    .isInstanceOf(NotSupportedException.class)
                    .hasMessageContaining("no longer supported by qemu");
            assertThatThrownBy(() -> g.addDrive("x", at("sheepdog", 7000).format("raw")))
                    .isInstanceOf(NotSupportedException.class)
                    .hasMessageContaining("no longer supported by qemu");
            assertThatThrownBy(
                            () -> g.addDrive("/x", at("ssh", 22).username("me").secret("s")))
                    .isInstanceOf(NotSupportedException.class)
                    .hasMessageContaining("no passwords");
            assertThat(g.debugDrives()).isEmpty();
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        RealHandle.assumeHostIsReady();
        int port = LocalServers.freePort();
        try (g) {
            assertThatThrownBy(() -> g.addDrive("exp", at("nbd", port).readonly(true)))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("nbd drive \"exp\" at 127.0.0.1:" + port)
                    .hasMessageContaining("refused");
            assertThat(g.debugDrives()).isEmpty();
        }
    }

    @Test
    void anImageAtAServerCanNotNameAFileOfThisHost() throws Exception {
        RealHandle.assumeHostIsReady();
        Path secret = directory.resolve("secret-of-the-host");
        Files.write(secret, new byte[65536]);
        Path evil = directory.resolve("evil");
        MarkedImage.run(List.of("qemu-img", "create", "-q", "-f", "qcow2", "-b", "" + secret, "-F", "raw", "" + evil));
        try (LocalServers servers = new LocalServers(directory);
                g) {
            AddDriveOptions there = at("nbd", servers.nbdSocket(evil));
            assertThatThrownBy(() -> g.addDrive("", there)).hasMessageContaining("secret-of-the-host");
            assertThatThrownBy(() -> g.addDrive("", there.readonly(true))).hasMessageContaining("secret-of-the-host");
        }
    }
}
