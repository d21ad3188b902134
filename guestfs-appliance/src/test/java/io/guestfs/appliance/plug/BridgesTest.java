package io.guestfs.appliance.plug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSecret;
import io.guestfs.appliance.drive.DriveServer;
import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.drive.NetworkNodes;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.image.ImageChain;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.plug.PlugPlan.PassedBridge;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.childjvm.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that reaches a server is played by a script: it fails, hangs, serves and dies. Nothing of it is ever left. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BridgesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Says which process it is and does what it is given; the name of the mark is in {@code $mark}. */
    private static final String PROGRAM = """
            #!/bin/sh
            for word; do case $word in --pid-file=*) mark=${word#*=};; esac; done
            printf '%s\\n' "$@" > 'HERE/words'
            echo $$ > 'HERE/pid.new'; mv 'HERE/pid.new' 'HERE/pid'
            """;

    private static final String SERVE = "touch \"$mark\"; while [ ! -e 'HERE/stop' ]; do sleep 0.01; done";

    @TempDir
    Path directory;

    private final List<String> lost = new CopyOnWriteArrayList<>();
    private Path sockets;

    @BeforeEach
    void makeDirectory() throws IOException {
        sockets = Files.createDirectory(directory.resolve("sockets"));
    }

    /** Plugs a drive over a program that never answers, and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
        BridgesTest test = new BridgesTest();
        test.directory = Path.of(arguments[0]);
        test.makeDirectory();
        test.bridges("exec sleep 1000", Duration.ofSeconds(1000)).open("plug1", plan(), () -> false);
    }

    private Bridges bridges(String deed, Duration starting) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path program = bin.resolve("qemu-nbd");
        Files.writeString(program, (PROGRAM + deed + "\n").replace("HERE", directory.toString()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Bridges(surroundings(Map.of("PATH", bin + ":/usr/bin:/bin")), starting);
    }

    private Bridges.Surroundings surroundings(Map<String, String> environment) {
        return new Bridges.Surroundings(environment, sockets, true, false, line -> {});
    }

    private static PassedBridge plan() {
        return new PassedBridge("plug1-bridge", "the drive", List.of("--read-only"), "json:{\"driver\":\"raw\"}");
    }

    private long pid() throws IOException {
        assertThat(begins()).isTrue();
        return Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    }

    /** Waits until the script says which process it is. */
    private boolean begins() {
        await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("pid")));
        return true;
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private void nothingIsLeft() throws IOException {
        long pid = pid();
        await().atMost(PATIENCE).until(() -> !alive(pid));
        try (Stream<Path> files = Files.list(sockets)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void itsOwnWordsAreTheReason() throws Exception {
        String say = "echo \"qemu-nbd: Failed to blk_new_open '$5': Permission denied\" >&2; exit 1";
        Bridges bridges = bridges(say, PATIENCE);
        assertThatThrownBy(() -> bridges.open("plug1", plan(), () -> false)).hasMessage("Permission denied");
        bridges.end("plug1", PATIENCE);
        assertThat(bridges.has("plug1")).isFalse();
        assertThat(Files.readAllLines(directory.resolve("words")))
                .containsExactly(
                        "--socket=" + sockets.resolve("plug1.sock"),
                        "--pid-file=" + sockets.resolve("plug1.up"),
                        "--read-only",
                        "--",
                        plan().image());
        nothingIsLeft();
    }

    @Test
    void oneThatEndsInSilenceIsNamed() throws Exception {
        Bridges bridges = bridges("exit 3", PATIENCE);
        assertThatThrownBy(() -> bridges.open("plug1", plan(), () -> false))
                .hasMessageContaining("qemu-nbd")
                .hasMessageContaining("status 3");
        bridges.end("plug1", PATIENCE);
        nothingIsLeft();
    }

    @Test
    void oneThatNeverServesIsNotAwaitedForEver() throws Exception {
        Bridges bridges = bridges("exec sleep 1000", Duration.ofSeconds(1));
        // Nobody has given it up; but it has to begin, or there is nothing to look for afterwards.
        assertThatThrownBy(() -> bridges.open("plug1", plan(), () -> !begins())).hasMessage("no answer within 1 s");
        bridges.end("plug1", PATIENCE);
        nothingIsLeft();
    }

    @Test
    void oneThatNobodyWantsAnyMoreIsNotAwaited() throws Exception {
        Bridges bridges = bridges("exec sleep 1000", Duration.ofSeconds(1000));
        assertThatThrownBy(() -> bridges.open(
                        "plug1", plan(), () -> directory.resolve("pid").toFile().exists()))
                .hasMessageContaining("given up");
        bridges.end("plug1", PATIENCE);
        nothingIsLeft();
    }

    @Test
    void theEndOfTheApplianceEndsOneThatIsStarting() throws Exception {
        Bridges bridges = bridges("exec sleep 1000", PATIENCE);
        CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
        new Thread(() -> end.complete(catchThrowable(() -> bridges.open("plug1", plan(), () -> false))), "plugging")
                .start();
        long pid = pid();
        bridges.close(PATIENCE);
        assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThat(alive(pid)).isFalse();
        assertThatThrownBy(() -> bridges.open("plug2", plan(), () -> false)).hasMessageContaining("has ended");
        nothingIsLeft();
    }

    @Test
    void withoutTheProgramADriveIsRefused() throws Exception {
        Bridges bridges = new Bridges(surroundings(Map.of("PATH", directory.toString())));
        assertThatThrownBy(() -> port(new FakeMonitor(), bridges).check(drive()))
                .isInstanceOfSatisfying(ApplianceException.class, failure -> {
                    assertThat(failure.errnoName()).isEqualTo("ENOTSUP");
                    assertThat(failure).hasMessageContaining("qemu-nbd").hasMessageContaining("iscsi");
                    assertThat(failure.remedy()).contains("qemu-utils");
                });
    }

    @Test
    void whoIsKilledLeavesNoProgramBehind() throws Exception {
        ProcessBuilder builder = ChildJvm.of(BridgesTest.class);
        builder.command().add(Files.createDirectory(directory.resolve("other")).toString());
        Process owner = builder.inheritIO().start();
        try {
            directory = directory.resolve("other");
            long pid = pid();
            assertThat(alive(pid)).isTrue();
            owner.destroyForcibly();
            await().atMost(PATIENCE).until(() -> !alive(pid));
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    private Drive drive() throws Exception {
        DriveSecret secret = new DriveSecret("secret3", directory.resolve("secret3.txt"), false);
        Network source = new Network(
                NetworkProtocol.ISCSI, "iqn.x:y", List.of(DriveServer.parse("127.0.0.1:9")), "me", "pass,word");
        BlockNode node = NetworkNodes.of(source, secret);
        return Drive.network(source).format("raw").build().withImage(new DriveImage(null, node, null, secret));
    }

    private DrivePort port(FakeMonitor qemu, Bridges bridges) {
        DrivePort.Names names = new DrivePort.Names() {
            @Override
            public void name(String key, Drive drive) {
                // The names are not what this is about.
            }

            @Override
            public void forget(String key) {
                // The names are not what this is about.
            }

            @Override
            public void lost(String key, String why) {
                lost.add(key + " " + why);
            }
        };
        QemuImg images = new QemuImg(System.getenv(), line -> {});
        return new DrivePort(qemu.monitor(), new ImageChain(images), names, bridges);
    }

    private Bridges serving() throws IOException {
        return bridges(SERVE, PATIENCE);
    }

    /** Makes the script end, as the end of its connection would. */
    private boolean stopped() {
        return directory.resolve("stop").toFile().mkdir();
    }

    /** The socket of the script. */
    private UnixServerSocketChannel socket(String key) throws IOException {
        UnixServerSocketChannel server = UnixServerSocketChannel.open();
        server.socket()
                .bind(new UnixSocketAddress(sockets.resolve(key + ".sock").toFile()));
        return server;
    }

    @Test
    void itLivesAsLongAsItsDrive() throws Exception {
        try (FakeMonitor qemu = new FakeMonitor();
                UnixServerSocketChannel server = socket("plug1")) {
            assertThat(server.isOpen()).isTrue();
            DrivePort port = port(qemu, serving());
            Drive drive = drive();
            String key = port.plug(drive, () -> false);
            assertThat(qemu.commands())
                    .containsExactly(
                            "getfd plug1-bridge", "blockdev-add plug1", "closefd plug1-bridge", "device_add plug1");
            assertThat(alive(pid())).isTrue();
            assertThat(Files.readString(directory.resolve("words")))
                    .contains("--object\nsecret,id=secret3,file=" + directory.resolve("secret3.txt"))
                    .doesNotContain("pass,");
            try (Stream<Path> files = Files.list(sockets)) {
                assertThat(files).isEmpty();
            }
            qemu.commands().clear();
            qemu.refuse(command -> command.equals("blockdev-del") && !stopped());
            port.unplug(key, drive);
            assertThat(qemu.commands()).containsExactly("device_del plug1", "blockdev-del plug1");
            nothingIsLeft();
            assertThat(lost).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"getfd", "blockdev-add", "device_add"})
    void itDoesNotOutliveAStepThatFails(String step) throws Exception {
        try (FakeMonitor qemu = new FakeMonitor();
                UnixServerSocketChannel server = socket("plug1")) {
            assertThat(server.isOpen()).isTrue();
            DrivePort port = port(qemu, serving());
            qemu.refuse(command -> command.equals(step) && stopped());
            assertThatThrownBy(() -> port.plug(drive(), () -> false)).hasMessageContaining("no " + step + " today");
            nothingIsLeft();
            assertThat(lost).isEmpty();
        }
    }

    /** The usual case: who opens a node with the connection takes it away. */
    @Test
    void aConnectionThatQemuHasTakenNeedNotBeTakenBack() throws Exception {
        try (FakeMonitor qemu = new FakeMonitor();
                UnixServerSocketChannel server = socket("plug1")) {
            assertThat(server.isOpen()).isTrue();
            DrivePort port = port(qemu, serving());
            qemu.refuse(command -> command.equals("closefd"));
            String key = port.plug(drive(), () -> false);
            assertThat(key).isEqualTo("plug1");
            assertThat(alive(pid())).isTrue();
            port.close(Duration.ZERO);
            nothingIsLeft();
            assertThat(lost).isEmpty();
        }
    }

    @Test
    void oneThatDiesIsReported() throws Exception {
        try (FakeMonitor qemu = new FakeMonitor();
                UnixServerSocketChannel server = socket("plug1")) {
            assertThat(server.isOpen()).isTrue();
            DrivePort port = port(qemu, serving());
            Drive drive = drive();
            String key = port.plug(drive, () -> false);
            assertThat(ProcessHandle.of(pid()).orElseThrow().destroyForcibly()).isTrue();
            await().atMost(PATIENCE).until(() -> !lost.isEmpty());
            assertThat(new ArrayList<>(lost)).singleElement().asString().contains("plug1 qemu-nbd", "SIGKILL");
            port.unplug(key, drive);
            nothingIsLeft();
        }
    }
}
