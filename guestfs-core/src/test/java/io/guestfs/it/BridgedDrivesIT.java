package io.guestfs.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.calls.AddDriveOptions;
import io.guestfs.error.CancelledException;
import io.guestfs.error.GuestFSException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Drives at servers on loopback are plugged into an appliance whose qemu has locked itself up, and out of it. */
@Timeout(300)
class BridgedDrivesIT {

    private static final String USER = "me";
    private static final String SECRET = "pass,word x";
    private static final String TARGET = "iqn.2001-04.com.example:storage";
    private static final String COLD = "/dev/sda";
    private static final String LABELS = "/dev/disk/guestfs/";

    @TempDir
    static Path temporary;

    @RegisterExtension
    static final SharedAppliance APPLIANCE = SharedAppliance.prepared(g -> {
        assumeTrue("root".equals(System.getProperty("user.name")), "only the qemu of root is locked up so far");
        assumeTrue(RealHandle.onPath("qemu-nbd"), "qemu-nbd is not installed: run guestfs-appliance/host-setup");
        g.setTmpdir(temporary.toString());
        g.addDriveScratch(64 * 1024 * 1024);
    });

    @TempDir
    Path directory;

    private final GuestFS g = APPLIANCE.g();
    private List<String> before = List.of();

    @BeforeEach
    void look() throws IOException {
        String root =
                Files.readSymbolicLink(Path.of("/proc/" + g.getPid() + "/root")).toString();
        assertThat(root).as("the cage of qemu").startsWith(temporary.toString());
        before = Plugged.files(g, temporary, temporary);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Plugged.removeAll(g, COLD);
        assertThat(programs()).isEmpty();
        assertThat(Plugged.files(g, temporary, temporary)).isEqualTo(before);
    }

    /** The command lines of what reaches servers for this appliance. */
    private static List<ProcessHandle> programs() {
        return ProcessHandle.current()
                .children()
                .filter(child -> words(child).contains("--pid-file="))
                .toList();
    }

    private static String words(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** Others see neither the password nor a way in. */
    private static void keepsItsSecrets(ProcessHandle program) {
        String line = words(program);
        assertThat(line).contains("password-secret").doesNotContain("pass,");
        Path socket = Path.of(line.replaceFirst("(?s).*--socket=([^\\x00]*).*", "$1"));
        assertThat(socket).doesNotExist();
        assertThat(socket.getParent()).isDirectoryNotContaining("glob:**plug*");
    }

    private static AddDriveOptions at(String protocol, int port) {
        return new AddDriveOptions()
                .protocol(protocol)
                .server(List.of(LocalServers.HOST + ":" + port))
                .username(USER)
                .secret(SECRET);
    }

    private String writtenTo(String label) {
        g.mount(LABELS + label, "/");
        String marker = g.cat("/marker");
        g.write("/written", ("written to " + marker).getBytes(UTF_8));
        g.umount("/");
        g.mount(LABELS + label, "/");
        assertThat(g.cat("/written")).isEqualTo("written to " + marker);
        g.umount("/");
        return marker;
    }

    @Test
    void whatCanOnlyBeReadTakesWritesAndKeepsItsSource() throws Exception {
        Path odd = MarkedImage.make(directory.resolve("e f,g%h?.img"), "odd");
        Path stacked = directory.resolve("stacked");
        MarkedImage.run(List.of("qemu-img", "convert", "-O", "qcow2", odd.toString(), stacked.toString()));
        byte[] source = Files.readAllBytes(odd);
        byte[] stackedSource = Files.readAllBytes(stacked);
        try (LocalServers servers = new LocalServers(directory)) {
            int ftp = servers.ftp(directory, USER, SECRET);
            g.addDrive("/e f,g%h?.img", at("ftp", ftp).readonly(true).label("odd"));
            g.addDrive("/stacked", at("ftp", ftp).readonly(true).label("stacked"));
            g.addDrive(
                    "/e f,g%h?.img",
                    at("ftp", ftp)
                            .readonly(true)
                            .format("raw")
                            .label("ftp")
                            .blocksize(4096)
                            .copyonread(true));
            assertThat(programs()).hasSize(3).allSatisfy(BridgedDrivesIT::keepsItsSecrets);
            for (String label : List.of("odd", "stacked")) {
                assertThat(writtenTo(label)).isEqualTo("odd");
            }
            assertThat(g.blockdevGetss(LABELS + "ftp")).isEqualTo(4096);
            assertThat(g.preadDevice(LABELS + "ftp", 4096, 0)).isEqualTo(Arrays.copyOf(source, 4096));
            g.removeDrive("stacked");
            assertThat(programs()).hasSize(2);
            g.removeDrive("odd");
            g.removeDrive("ftp");
        }
        assertThat(Files.readAllBytes(odd)).isEqualTo(source);
        assertThat(Files.readAllBytes(stacked)).isEqualTo(stackedSource);
    }

    @Test
    void whatIsWrittenIsAtTheServer() throws Exception {
        assumeTrue(RealHandle.onPath("tgtd"), "tgt is not installed: run guestfs-appliance/host-setup");
        Path written = MarkedImage.make(directory.resolve("written"), "written");
        Path read = MarkedImage.make(directory.resolve("read"), "read");
        byte[] source = Files.readAllBytes(read);
        try (LocalServers servers = new LocalServers(directory)) {
            int port = servers.iscsi(TARGET, USER, SECRET, List.of(written, read));
            g.addDrive(
                    TARGET + "/1",
                    at("iscsi", port).format("raw").label("written").discard("enable"));
            g.addDrive(TARGET + "/2", at("iscsi", port).readonly(true).label("read"));
            assertThat(writtenTo("written")).isEqualTo("written");
            assertThat(writtenTo("read")).isEqualTo("read");
            g.mount(LABELS + "written", "/");
            g.fstrim("/");
            g.umountAll();
            g.removeDrive("written");
            assertThat(programs()).hasSize(1);
            g.removeDrive("read");
            wrongPasswords(port);
        }
        assertThat(MarkedImage.cat(written, "/written")).isEqualTo("written to written");
        assertThat(Files.readAllBytes(read)).isEqualTo(source);
    }

    private void wrongPasswords(int port) throws IOException {
        GuestFSException failure = catchThrowableOfType(
                GuestFSException.class,
                () -> g.addDrive(TARGET + "/1", at("iscsi", port).format("raw").secret("pass,other")));
        assertThat(failure)
                .hasMessageContaining("iscsi drive \"" + TARGET + "/1\"")
                .hasMessageContaining("Authentication failure")
                .hasMessageNotContaining("json:")
                .hasMessageNotContaining("pass,");
        assertThat(programs()).isEmpty();
        assertThat(Plugged.files(g, temporary, temporary)).isEqualTo(before);
    }

    @Test
    void serversThatSayNoAreQuoted() throws Exception {
        MarkedImage.make(directory.resolve("a"), "a");
        Path evil = directory.resolve("evil");
        MarkedImage.run(
                List.of("qemu-img", "create", "-q", "-f", "qcow2", "-b", directory + "/a", "-F", "raw", "" + evil));
        try (LocalServers servers = new LocalServers(directory)) {
            int port = servers.ftp(directory, USER, SECRET);
            AddDriveOptions there = at("ftp", port).readonly(true).format("raw");
            assertThatThrownBy(() -> g.addDrive("/a", there.secret("pass,other")))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("denied")
                    .hasMessageNotContaining("pass,");
            assertThatThrownBy(() ->
                            g.addDrive("/evil", at("ftp", port).readonly(true).format("qcow2")))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining(directory + "/a");
        }
        int nobody = LocalServers.freePort();
        assertThatThrownBy(() -> g.addDrive(TARGET + "/1", at("iscsi", nobody).format("raw")))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("127.0.0.1:" + nobody)
                .hasMessageContaining("iSCSI: Failed to connect")
                .hasMessageNotContaining("json:");
        assertThat(g.listDevices()).containsExactly(COLD);
    }

    @Test
    void userCancelEndsTheWaitForAServerThatSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
            ThrowingCallable call = () ->
                    g.addDrive(TARGET + "/1", at("iscsi", silent.getLocalPort()).format("raw"));
            new Thread(() -> end.complete(catchThrowable(call)), "caller").start();
            await().atMost(Duration.ofSeconds(30)).until(() -> !programs().isEmpty());
            g.userCancel();
            assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void aProgramThatDiesIsAFailedDrive() throws Exception {
        MarkedImage.make(directory.resolve("a"), "a");
        try (LocalServers servers = new LocalServers(directory)) {
            int port = servers.ftp(directory, USER, SECRET);
            AddDriveOptions there = at("ftp", port).readonly(true).format("raw").label("dies");
            g.addDrive("/a", there);
            ProcessHandle program = programs().get(0);
            OwnProcesses.kill(program);
            OwnProcesses.awaitEnd(program.pid());
            assertThatThrownBy(() -> g.checksumDevice("md5", LABELS + "dies"))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("/a")
                    .hasMessageContaining("can't be read on the host")
                    .hasMessageContaining("qemu-nbd (process " + program.pid() + ")")
                    .hasMessageContaining("SIGKILL");
            g.removeDrive("dies");
            g.addDrive("/a", there);
            assertThat(writtenTo("dies")).isEqualTo("a");
            g.removeDrive("dies");
        }
    }
}
