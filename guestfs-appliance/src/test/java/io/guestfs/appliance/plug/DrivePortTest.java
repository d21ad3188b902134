package io.guestfs.appliance.plug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said through the monitor, and taken back when something fails. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DrivePortTest {
    @TempDir
    Path directory;

    private final List<String> named = new ArrayList<>();
    private final QemuImg images = new QemuImg(System.getenv(), line -> {});
    private final DrivePort.Names names = new DrivePort.Names() {
        @Override
        public void name(String key, Drive drive) {
            named.add(key);
        }

        @Override
        public void forget(String key) {
            named.remove(key);
        }

        @Override
        public void lost(String key, String why) {
            // Nothing here has a program of its own.
        }
    };
    private FakeMonitor qemu;
    private DrivePort port;

    @BeforeEach
    void connect() throws IOException {
        qemu = new FakeMonitor();
        port = new DrivePort(qemu.monitor(), new ImageChain(images), names, null);
    }

    @AfterEach
    void close() throws IOException {
        qemu.close();
    }

    private Drive rawFile() throws Exception {
        Path image = directory.resolve("a.img");
        Files.write(image, new byte[4096]);
        return Drive.file(image.toString()).format("raw").build().withImage(image);
    }

    private Drive atServer() throws Exception {
        DriveSecret secret = new DriveSecret("secret3", directory.resolve("secret3.txt"), false);
        Files.writeString(secret.file(), "pass,word");
        Network source = new Network(
                NetworkProtocol.ISCSI, "iqn.x:y", List.of(DriveServer.parse("127.0.0.1:9")), "me", "pass,word");
        BlockNode node = NetworkNodes.of(source, secret);
        return Drive.network(source).format("raw").build().withImage(new DriveImage(null, node, null, secret));
    }

    private long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).startsWith(directory.toRealPath());
                        } catch (IOException e) {
                            return false; // gone meanwhile
                        }
                    })
                    .count();
        }
    }

    @Test
    void aFileIsHandedOverAndItsSetTakenBack() throws Exception {
        Drive drive = rawFile();
        String key = port.plug(drive, () -> false);
        assertThat(key).isEqualTo("plug1");
        assertThat(qemu.commands())
                .containsExactly("add-fd 1", "blockdev-add plug1", "remove-fd 1", "device_add plug1");
        assertThat(named).containsExactly("plug1");
        assertThat(openFiles()).isZero();
        qemu.commands().clear();
        port.unplug(key, drive);
        assertThat(qemu.commands()).containsExactly("device_del plug1", "blockdev-del plug1");
        assertThat(named).isEmpty();
        assertThat(port.plug(drive, () -> false)).isEqualTo("plug2");
    }

    @Test
    void aSecretLivesAsLongAsItsDrive() throws Exception {
        Drive drive = atServer();
        String key = port.plug(drive, () -> false);
        assertThat(qemu.commands()).containsExactly("object-add secret3", "blockdev-add plug1", "device_add plug1");
        qemu.commands().clear();
        port.unplug(key, drive);
        assertThat(qemu.commands()).containsExactly("device_del plug1", "blockdev-del plug1", "object-del secret3");
    }

    @Test
    void aDriveOfTheLaunchIsFoundByItsPlace() throws Exception {
        port.unplug(DrivePort.ofLaunch(0), rawFile());
        assertThat(qemu.commands()).containsExactly("query-block", "device_del /machine/peripheral-anon/device[4]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"add-fd", "blockdev-add", "remove-fd", "device_add"})
    void eachStepThatFailsTakesTheOthersBack(String step) throws Exception {
        Drive drive = rawFile();
        qemu.refuse(command -> command.equals(step));
        ApplianceException failure =
                catchThrowableOfType(ApplianceException.class, () -> port.plug(drive, () -> false));
        assertThat(failure)
                .hasMessageContaining(drive.source().given())
                .hasMessageContaining(step + ": no " + step + " today");
        List<String> undone = qemu.commands().stream()
                .dropWhile(command -> !command.startsWith(step))
                .skip(1)
                .toList();
        assertThat(undone)
                .isEqualTo(Map.of(
                                "add-fd", List.<String>of(),
                                "blockdev-add", List.of("remove-fd 1"),
                                "remove-fd", List.of("blockdev-del plug1"),
                                "device_add", List.of("blockdev-del plug1"))
                        .get(step));
        assertThat(named).isEmpty();
        assertThat(openFiles()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"blockdev-add", "device_add"})
    void aSecretDoesNotOutliveAFailure(String step) throws Exception {
        Drive drive = atServer();
        qemu.refuse(command -> command.equals(step));
        assertThatThrownBy(() -> port.plug(drive, () -> false))
                .isInstanceOf(ApplianceException.class)
                .hasMessageNotContaining("pass,word");
        assertThat(qemu.commands()).endsWith("object-del secret3");
    }

    /** A port that soon gives up what is not answered, but not what is answered on a busy host. */
    private DrivePort impatient() {
        await().until(qemu.monitor()::usable);
        Duration limit = Duration.ofSeconds(1);
        return new DrivePort(
                qemu.monitor(), new ImageChain(images), names, null, new DrivePort.Limits(limit, limit, limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"add-fd", "blockdev-add", "device_add"})
    void whatIsDoneAfterItWasGivenUpIsTakenBackToo(String step) throws Exception {
        DrivePort impatient = impatient();
        qemu.standStillAt(step);
        assertThatThrownBy(() -> impatient.plug(rawFile(), () -> false))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("did not answer in time")
                .hasMessageContaining(step);
        assertThat(named).isEmpty();
        qemu.goOn();
        await().untilAsserted(() -> {
            assertThat(qemu.commands()).contains("remove-fd 1");
            assertThat(qemu.answered(step)).isTrue();
            assertThat(qemu.nodes()).isEmpty();
            if (step.equals("device_add")) {
                assertThat(qemu.commands()).containsSubsequence("device_add plug1", "device_del plug1");
            }
        });
    }

    /** The guest may let go of a device later than it was told to. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageThatCouldNotBeClosedIsClosedLater(boolean pluggingIn) throws Exception {
        Drive plugged = rawFile();
        String key = port.plug(plugged, () -> false);
        qemu.refuse(command -> command.equals("device_add") || command.equals("blockdev-del"));
        assertThatThrownBy(() -> port.plug(rawFile(), () -> false)).hasMessageContaining("no device_add today");
        assertThat(qemu.nodes()).containsExactlyInAnyOrder("plug1", "plug2");
        assertThatThrownBy(() -> port.plug(rawFile(), () -> false)).hasMessageContaining("no device_add today");
        qemu.refuse(command -> false);
        if (pluggingIn) {
            assertThat(port.plug(rawFile(), () -> false)).isEqualTo("plug4");
            assertThat(qemu.nodes()).containsExactlyInAnyOrder("plug1", "plug4");
        }
        port.unplug(key, plugged);
        assertThat(qemu.nodes()).doesNotContain("plug1", "plug2", "plug3");
        qemu.commands().clear();
        String next = port.plug(rawFile(), () -> false);
        assertThat(qemu.commands()).first().asString().startsWith("add-fd");
        assertThat(qemu.nodes()).contains(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"device_del", "blockdev-del", "object-del"})
    void aDriveThatWentAfterThePatienceEndedCanBePluggedOutAgain(String step) throws Exception {
        Drive drive = atServer();
        DrivePort impatient = impatient();
        String key = port.plug(drive, () -> false);
        qemu.standStillAt(step);
        assertThatThrownBy(() -> impatient.unplug(key, drive))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("did not answer in time");
        assertThat(named).containsExactly(key);
        qemu.goOn();
        await().until(() -> qemu.answered(step));
        impatient.unplug(key, drive);
        assertThat(named).isEmpty();
        assertThat(qemu.nodes()).isEmpty();
        assertThat(qemu.commands()).contains("object-del secret3");
    }

    @Test
    void aFileThatCantBeOpenedIsNamed() throws Exception {
        Drive drive = rawFile();
        Files.delete(directory.resolve("a.img"));
        assertThatThrownBy(() -> port.plug(drive, () -> false))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("a.img");
        assertThat(qemu.commands()).isEmpty();
    }

    @Test
    void aSocketWhereNobodyListensIsNamed() throws Exception {
        Network source = new Network(
                NetworkProtocol.NBD, "", List.of(DriveServer.parse("unix:" + directory.resolve("sock"))), null, null);
        Drive drive = Drive.network(source)
                .format("raw")
                .build()
                .withImage(new DriveImage(null, NetworkNodes.of(source, null), null, null));
        assertThatThrownBy(() -> port.plug(drive, () -> false))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("nobody can be reached at " + directory.resolve("sock"));
        assertThat(qemu.commands()).isEmpty();
    }

    @Test
    void aDriveThatQemuKeepsIsTold() throws Exception {
        Drive drive = rawFile();
        String key = port.plug(drive, () -> false);
        qemu.refuse(command -> command.equals("device_del"));
        assertThatThrownBy(() -> port.unplug(key, drive))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("can't be plugged out: device_del: no device_del today");
        assertThat(named).containsExactly(key);
    }

    @Test
    void chainsThatLeadAwayFromFilesAreRefused() throws Exception {
        assumeTrue(ProgramPath.find("qemu-img", System.getenv()).isPresent(), "qemu-img is not installed");
        Path top = directory.resolve("top.qcow2");
        makeOver("nbd://127.0.0.1:9", "raw", top);
        Drive drive = Drive.file(top.toString()).format("qcow2").build().withImage(top);
        assertThatThrownBy(() -> port.plug(drive, () -> false))
                .isInstanceOfSatisfying(
                        ApplianceException.class,
                        failure -> assertThat(failure.errnoName()).isEqualTo("ENOTSUP"))
                .hasMessageContaining("nbd://127.0.0.1:9");
        Path other = directory.resolve("other.qcow2");
        makeOver(top.toString(), "qcow2", other);
        makeOver(other.toString(), "qcow2", top);
        assertThatThrownBy(() -> port.plug(drive, () -> false))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("in a circle");
        assertThat(qemu.commands()).isEmpty();
    }

    private static void makeOver(String below, String format, Path image) throws Exception {
        List<String> command = List.of(
                "qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", below, "-F", format, image.toString(), "1M");
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
