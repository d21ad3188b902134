package io.guestfs.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.calls.AddDriveOptions;
import io.guestfs.error.GuestFSException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drives at a web server that keeps its connections, as most do: with these the driver of qemu loses reads. */
@Timeout(600)
class WebDrivesIT {

    private static final String USER = "me";
    private static final String SECRET = "pass,word x";
    private static final int SIZE = 48 << 20;

    @TempDir
    Path directory;

    private LocalServers servers;
    private int port;

    @BeforeAll
    static void host() {
        RealHandle.assumeHostIsReady();
        assumeTrue(RealHandle.onPath("nbdkit"), "nbdkit is not installed: run guestfs-appliance/host-setup");
    }

    @BeforeEach
    void serve() throws IOException {
        servers = new LocalServers(directory);
        port = servers.http(directory, USER, SECRET);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        servers.close();
        assertThat(readers()).isEmpty();
    }

    private AddDriveOptions there() {
        return new AddDriveOptions()
                .protocol("http")
                .server(List.of(LocalServers.HOST + ":" + port))
                .username(USER)
                .secret(SECRET)
                .readonly(true);
    }

    /** The programs of this JVM that read from that server. */
    private List<ProcessHandle> readers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> read(child, "cmdline").contains(LocalServers.HOST + ":" + port + "/"))
                .toList();
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + file), ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private byte[] image(String name) throws IOException {
        byte[] bytes = new byte[SIZE];
        new Random(2811).nextBytes(bytes);
        Files.write(directory.resolve(name), bytes);
        return bytes;
    }

    private static String md5(byte[] bytes) throws Exception {
        return String.format(
                "%032x", new BigInteger(1, MessageDigest.getInstance("MD5").digest(bytes)));
    }

    @Test
    void theyAreReadAndOverwrittenByAQemuThatIsLockedUp() throws Exception {
        byte[] before = image("big image");
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        try (GuestFS g = RealHandle.open()) {
            g.setTmpdir(temporary.toString());
            g.addDrive("/big image", there());
            g.launch();
            assertThat(readers()).singleElement().satisfies(WebDrivesIT::keepsItselfAndTheSecretApart);
            if (root()) {
                assertThat(Files.readSymbolicLink(Path.of("/proc/" + g.getPid() + "/root")))
                        .as("the cage of qemu")
                        .startsWith(temporary);
            }
            assertThat(g.checksumDevice("md5", "/dev/sda")).isEqualTo(md5(before));
            g.mkfs("ext4", "/dev/sda");
            g.mount("/dev/sda", "/");
            g.fill(7, 20 << 20, "/fill");
            g.umount("/");
            assertThat(g.fsck("ext4", "/dev/sda")).isZero();
            g.shutdown();
            assertThat(readers()).as("after the shutdown").isEmpty();
        }
        assertThat(Files.readAllBytes(directory.resolve("big image"))).isEqualTo(before);
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void keepsItselfAndTheSecretApart(ProcessHandle reader) {
        assertThat(read(reader, "cmdline")).contains("password=+").doesNotContain("pass,");
        Path password = Path.of(read(reader, "cmdline").replaceFirst("(?s).*password=\\+([^\\x00]*).*", "$1"));
        assertThat(password).doesNotExist();
        if (root()) {
            assertThat(read(reader, "status")).containsPattern("Uid:\\s+[1-9]").containsPattern("Gid:\\s+[1-9]");
        }
    }

    @Test
    void theyArePluggedInWithoutABridge() throws Exception {
        MarkedImage.make(directory.resolve("image"), "plugged");
        MarkedImage.run(
                List.of("qemu-img", "convert", "-O", "qcow2", directory + "/image", directory + "/image.qcow2"));
        try (GuestFS g = RealHandle.open()) {
            g.addDriveScratch(1 << 20);
            g.launch();
            g.addDrive("/image.qcow2", there().label("web"));
            assertThat(readers()).hasSize(1);
            g.mount("/dev/disk/guestfs/web", "/");
            assertThat(g.cat("/marker")).isEqualTo("plugged");
            g.write("/written", "here".getBytes(UTF_8));
            g.umount("/");
            g.removeDrive("web");
            assertThat(readers()).isEmpty();
        }
    }

    @Test
    void aReaderThatDiesIsNamed() throws Exception {
        image("dies");
        try (GuestFS g = RealHandle.open()) {
            g.addDrive("/dies", there().format("raw"));
            g.launch();
            ProcessHandle reader = readers().get(0);
            OwnProcesses.kill(reader);
            OwnProcesses.awaitEnd(reader.pid());
            assertThatThrownBy(() -> g.checksumDevice("md5", "/dev/sda"))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("/dies")
                    .hasMessageContaining("nbdkit (process " + reader.pid() + ")")
                    .hasMessageContaining("SIGKILL");
        }
    }

    @Test
    void whatTheServerSaysIsQuotedAndNothingStays() throws Exception {
        image("there");
        try (GuestFS g = RealHandle.open()) {
            assertThatThrownBy(() -> g.addDrive("/there", there().secret("pass,other")))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("http drive \"/there\" at " + LocalServers.HOST + ":" + port)
                    .hasMessageContaining("401")
                    .hasMessageNotContaining("pass,");
            servers.close();
            assertThatThrownBy(() -> g.addDrive("/there", there().format("raw")))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("connect");
            assertThat(readers()).isEmpty();
            assertThat(g.debugDrives()).isEmpty();
        }
    }

    @Test
    void theyAreClosedWithAHandleThatWasNeverLaunched() throws Exception {
        image("unused");
        try (GuestFS g = RealHandle.open()) {
            g.addDrive("/unused", there().label("first"));
            g.addDrive("/unused", there());
            assertThat(readers()).hasSize(2);
            g.removeDrive("first");
            assertThat(readers()).hasSize(1);
        }
        assertThat(readers()).isEmpty();
    }

    @Test
    void theyGoWithAHandleThatIsDropped() throws Exception {
        image("forgotten");
        addAndForget();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return readers().isEmpty();
        });
    }

    private void addAndForget() {
        GuestFS g = RealHandle.open();
        try {
            g.addDrive("/forgotten", there());
            assertThat(readers()).hasSize(1);
        } finally {
            // A collection may come at any time, and take the reader before it was counted.
            Reference.reachabilityFence(g);
        }
    }

    @Test
    void anImageBesideAnotherIsLeftToQemu() throws Exception {
        MarkedImage.make(directory.resolve("below"), "below");
        MarkedImage.run(
                List.of("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", "below", directory + "/above"));
        LocalServers open = new LocalServers(directory);
        try (open;
                GuestFS g = RealHandle.open()) {
            int free = open.openHttp(directory);
            g.addDrive(
                    "/above",
                    new AddDriveOptions()
                            .protocol("http")
                            .server(List.of(LocalServers.HOST + ":" + free))
                            .readonly(true)
                            .format("qcow2"));
            g.launch();
            g.mount("/dev/sda", "/");
            assertThat(g.cat("/marker")).isEqualTo("below");
        }
    }
}
