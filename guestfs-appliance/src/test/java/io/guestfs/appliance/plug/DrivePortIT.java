package io.guestfs.appliance.plug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.image.DrivePreparation;
import io.guestfs.appliance.image.ImageChain;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.qmp.QmpMonitor;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The installed qemu without a guest, locked up as far as this user can do it, takes drives of each kind and gives them back. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DrivePortIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    private final QemuImg images = new QemuImg(System.getenv(), line -> {});
    private WorkDirectories work;
    private Process qemu;
    private QmpMonitor monitor;
    private DrivePort port;
    private List<String> nodes;
    private List<String> openFiles;

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    @BeforeEach
    void startQemu() throws Exception {
        Path program = ProgramPath.find("qemu-system-x86_64", System.getenv()).orElse(Path.of("not-installed"));
        assumeTrue(Files.isExecutable(program), "qemu is not installed: run guestfs-appliance/host-setup");
        work = new WorkDirectories(BaseDirectories.of(directory, directory, directory));
        Path door = directory.resolve("monitor.sock");
        List<String> words = new ArrayList<>(List.of(program.toString(), "-nodefaults", "-display", "none"));
        words.addAll(List.of("-machine", "q35,accel=tcg", "-device", "virtio-scsi-pci,id=scsi"));
        words.addAll(List.of("-chardev", "socket,id=m,path=" + door, "-mon", "chardev=m,mode=control"));
        // qemu finds out with the first image whether the system has locks for it; in an empty directory it can't.
        Path first = Files.write(directory.resolve("first.img"), new byte[512]);
        words.addAll(List.of("-drive", "if=none,id=hd0,format=raw,file=" + first));
        if (root()) {
            words.addAll(List.of(
                    "-runas",
                    "nobody",
                    "-chroot",
                    Files.createDirectory(directory.resolve("empty")).toString()));
        }
        try (UnixServerSocketChannel server = UnixServerSocketChannel.open()) {
            server.socket().bind(new UnixSocketAddress(door.toFile()));
            qemu = new ProcessBuilder(words).inheritIO().start();
            monitor = QmpMonitor.over(server.accept(), event -> {}, "monitor-of-qemu");
        }
        port = new DrivePort(monitor, new ImageChain(images), new Nobody(), root() ? bridges() : null);
        nodes = nodes();
        openFiles = openFiles();
    }

    private Bridges bridges() throws ApplianceException {
        return new Bridges(new Bridges.Surroundings(System.getenv(), work.sockets(), true, true, line -> {}));
    }

    private static class Nobody implements DrivePort.Names {
        @Override
        public void name(String key, Drive drive) {
            // Nothing is reported here.
        }

        @Override
        public void forget(String key) {
            // Nothing is reported here.
        }

        @Override
        public void lost(String key, String why) {
            // Nothing is reported here.
        }
    }

    @AfterEach
    void endQemu() throws Exception {
        if (monitor == null) {
            return;
        }
        try {
            assertThat(nodes()).isEqualTo(nodes);
            assertThat(monitor.execute("query-fdsets", LIMIT).list()).isEmpty();
            assertThat(openFiles()).isEqualTo(openFiles);
        } finally {
            monitor.close();
            qemu.destroyForcibly().waitFor();
            work.close();
        }
    }

    private List<String> nodes() throws IOException {
        List<String> names = new ArrayList<>();
        for (Object node : monitor.execute("query-named-block-nodes", LIMIT).list()) {
            names.add(String.valueOf(((Map<?, ?>) node).get("node-name")));
        }
        return names;
    }

    /** Files of this test that qemu has open. */
    private List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + qemu.pid() + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                open.add(Files.readSymbolicLink(descriptor).toString());
            }
        }
        return open.stream()
                .filter(file -> file.startsWith("/") && !file.startsWith("/dev/"))
                .sorted()
                .toList();
    }

    private Drive prepared(Drive.Builder drive) throws ApplianceException {
        return new DrivePreparation(images, work).prepare(drive.build());
    }

    private Path image(String name, String... words) throws Exception {
        Path image = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q"));
        command.addAll(List.of(words));
        command.add(image.toString());
        if (!command.contains("-b")) {
            command.add("1M");
        }
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        return image;
    }

    @Test
    void eachKindOfDriveComesAndGoes() throws Exception {
        Path raw = image("a, b.img", "-f", "raw");
        image("below.qcow2", "-f", "qcow2");
        Path middle = image("middle.qcow2", "-f", "qcow2", "-b", "below.qcow2", "-F", "qcow2");
        Path top = image("top.qcow2", "-f", "qcow2", "-b", middle.toString(), "-F", "qcow2");
        Path vmdk = image("a.vmdk", "-f", "vmdk");
        Path vdi = image("a.vdi", "-f", "vdi");
        List<Drive> kinds = List.of(
                prepared(Drive.file(raw.toString())),
                prepared(Drive.file(raw.toString()).format("raw").label("label").cachemode(CacheMode.UNSAFE)),
                prepared(Drive.file(top.toString())
                        .format("qcow2")
                        .discard(Discard.ENABLE)
                        .copyonread(true)),
                prepared(Drive.file(top.toString()).format("qcow2").readonly(true)),
                prepared(Drive.file(vmdk.toString())),
                prepared(Drive.file(vdi.toString()).format("vdi").blocksize(4096)),
                prepared(Drive.file("/dev/null")),
                prepared(Drive.scratch(MIB)));
        for (Drive kind : kinds) {
            String key = port.plug(kind, () -> false);
            assertThat(nodes()).as(kind.describe()).contains(key);
            port.unplug(key, kind);
            assertThat(nodes()).as(kind.describe()).isEqualTo(nodes);
        }
    }

    @Test
    void aHundredDrivesAtOnce() throws Exception {
        List<Drive> drives = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Drive drive = prepared(Drive.scratch(MIB));
            drives.add(drive);
            keys.add(port.plug(drive, () -> false));
        }
        assertThat(openFiles()).hasSize(openFiles.size() + 100);
        for (int i = 0; i < drives.size(); i++) {
            port.unplug(keys.get(i), drives.get(i));
        }
    }

    @Test
    void anImageThatIsWrittenElsewhereIsRefused() throws Exception {
        Path raw = image("a.img", "-f", "raw");
        Drive drive = prepared(Drive.file(raw.toString()).format("raw"));
        String key = port.plug(drive, () -> false);
        ApplianceException failure =
                catchThrowableOfType(ApplianceException.class, () -> port.plug(drive, () -> false));
        assertThat(failure).hasMessageContaining(raw.toString()).hasMessageContaining("lock");
        assertThat(failure.errnoName()).isEqualTo("EBUSY");
        Drive protectedOne = prepared(Drive.file(raw.toString()).format("raw").readonly(true));
        port.unplug(port.plug(protectedOne, () -> false), protectedOne);
        port.unplug(key, drive);
        port.unplug(port.plug(drive, () -> false), drive);
    }

    /** A qemu that was stopped does in the end what it was told to, and the device goes a little later than that. */
    @Test
    void aDriveThatQemuWasTooLateForIsGivenBack() throws Exception {
        Path raw = image("a.img", "-f", "raw");
        Drive drive = prepared(Drive.file(raw.toString()).format("raw"));
        DrivePort.Names stopping = new Nobody() {
            @Override
            public void name(String key, Drive named) {
                signal("STOP");
            }
        };
        // For what a busy qemu answers before it is stopped, too.
        Duration limit = Duration.ofSeconds(2);
        DrivePort impatient = new DrivePort(
                monitor,
                new ImageChain(images),
                stopping,
                root() ? bridges() : null,
                new DrivePort.Limits(LIMIT, limit, limit));
        try {
            assertThatThrownBy(() -> impatient.plug(drive, () -> false))
                    .isInstanceOf(ApplianceException.class)
                    .hasMessageContaining("device_add");
        } finally {
            signal("CONT");
        }
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            impatient.unplug("plug0", drive);
            return nodes().equals(nodes);
        });
        port.unplug(port.plug(drive, () -> false), drive);
    }

    private void signal(String name) {
        try {
            List<String> command = List.of("kill", "-" + name, String.valueOf(qemu.pid()));
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A guest that may write to a raw disk can write what it likes there. */
    @Test
    void aRawDiskThatPretendsToBeAnotherImageIsRaw() throws Exception {
        Path secret = image("secret.img", "-f", "raw");
        Path pretender = image("pretender.img", "-f", "qcow2", "-b", secret.toString(), "-F", "raw");
        Drive drive = prepared(Drive.file(pretender.toString()).format("raw"));
        String key = port.plug(drive, () -> false);
        assertThat(openFiles()).contains(pretender.toString()).doesNotContain(secret.toString());
        port.unplug(key, drive);
        Path overPretender = image("over.qcow2", "-f", "qcow2", "-b", pretender.toString(), "-F", "raw");
        forgetBackingFormat(overPretender);
        Drive unsure = prepared(Drive.file(overPretender.toString()).format("qcow2"));
        assertThatThrownBy(() -> port.plug(unsure, () -> false))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("looks like qcow2");
    }

    /** As images of old programs are. The head of a qcow2 image says it in an extension, which gets an unknown number. */
    private static void forgetBackingFormat(Path image) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(image));
        int at = 0;
        while (bytes.getInt(at) != 0xE2792ACA) {
            at += Integer.BYTES;
        }
        Files.write(image, bytes.putInt(at, 0x01020304).array());
    }

    @Test
    void theRightFormatIsNeeded() throws Exception {
        Drive drive =
                prepared(Drive.file(image("a.img", "-f", "raw").toString()).format("nosuch"));
        assertThatThrownBy(() -> port.plug(drive, () -> false))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("nosuch");
    }
}
