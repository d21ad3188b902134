package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.calls.AddDriveOptions;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Drives are plugged into an appliance that runs and out of it. Each test leaves it as it found it. */
@Timeout(300)
class HotPlugIT {

    private static final long MIB = 1024 * 1024;
    private static final int ROUNDS = 20;
    private static final String COLD = "/dev/sda";
    private static final String LABELS = "/dev/disk/guestfs/";

    @TempDir
    static Path temporary;

    @RegisterExtension
    static final SharedAppliance APPLIANCE = SharedAppliance.prepared(g -> {
        g.setTmpdir(temporary.toString());
        g.addDriveScratch(64 * MIB);
    });

    @TempDir
    Path directory;

    private final GuestFS g = APPLIANCE.g();
    private List<String> before = List.of();

    @BeforeEach
    void look() throws IOException {
        before = Plugged.files(g, temporary, directory);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Plugged.removeAll(g, COLD);
        assertThat(Plugged.files(g, temporary, directory)).isEqualTo(before);
    }

    private String image(String name, String format, long size) {
        String image = directory.resolve(name).toString();
        g.diskCreate(image, format, size);
        return image;
    }

    @Test
    void twentyTimesInAndOutWithFileSystemsWrittenAndChecked() {
        String[] kinds = {"ext4", "xfs", "vfat", "ext2"};
        byte[][] written = new byte[kinds.length][];
        for (int round = 0; round < ROUNDS; round++) {
            int which = round % kinds.length;
            String format = which % 2 == 0 ? "raw" : "qcow2";
            boolean first = written[which] == null;
            String name = "disk" + which;
            String image = first
                    ? image(name, format, 320 * MIB)
                    : directory.resolve(name).toString();
            String label = "round" + (char) ('a' + round);
            g.addDrive(image, o -> o.format(format).label(label));
            if (first) {
                g.mkfs(kinds[which], LABELS + label);
            }
            g.mount(LABELS + label, "/");
            if (!first) {
                assertThat(g.readFile("/content")).isEqualTo(written[which]);
            }
            byte[] content = new byte[200_000];
            new Random(round).nextBytes(content);
            g.write("/content", content);
            written[which] = content;
            g.umountAll();
            g.removeDrive(label);
            assertThat(g.listDiskLabels()).doesNotContainKey(label);
        }
    }

    @Test
    void theDiskIsThereAtOnceAndItsBytesAreInTheImage() throws Exception {
        Path image = MarkedImage.make(directory.resolve("a, b.img"), "apples");
        g.addDrive(image.toString(), o -> o.format("raw").label("apples").name("hint"));
        List<String> devices = g.listDevices();
        String device = devices.get(1);
        assertThat(devices).hasSize(2);
        assertThat(g.deviceName(g.deviceIndex(device))).isEqualTo(device);
        assertThat(g.listDiskLabels()).containsEntry("apples", device);
        assertThat(g.debugDrives().get(1)).contains("label=apples").contains("format=raw");
        g.mount(device, "/");
        assertThat(g.cat("/marker")).isEqualTo("apples");
        g.write("/written", "pears".getBytes(UTF_8));
        g.umount("/");
        g.removeDrive("apples");
        assertThat(MarkedImage.cat(image, "/written")).isEqualTo("pears");
        assertThatThrownBy(() -> g.deviceName(g.deviceIndex(device))).isInstanceOf(InvalidArgumentException.class);
        // The same label and the same name are free again.
        g.addDrive(image.toString(), o -> o.format("raw").label("apples").readonly(true));
        assertThat(g.listDiskLabels()).containsEntry("apples", device);
    }

    @Test
    void aReadOnlyDriveTakesWritesAndKeepsItsSource() throws Exception {
        Path image = MarkedImage.make(directory.resolve("ro.img"), "plums");
        byte[] source = Files.readAllBytes(image);
        g.addDrive(image.toString(), o -> o.readonly(true).label("plums"));
        g.mount(LABELS + "plums", "/");
        g.write("/written", "nowhere".getBytes(UTF_8));
        g.umount("/");
        g.mount(LABELS + "plums", "/");
        assertThat(g.cat("/marker") + g.cat("/written")).isEqualTo("plumsnowhere");
        g.umount("/");
        g.removeDrive("plums");
        assertThat(Files.readAllBytes(image)).isEqualTo(source);
    }

    @Test
    void aChainOfImagesIsReadToItsEnd() throws Exception {
        Path bottom = MarkedImage.make(directory.resolve("bottom.img"), "quinces");
        byte[] source = Files.readAllBytes(bottom);
        String middle = directory.resolve("middle.qcow2").toString();
        String top = directory.resolve("top.qcow2").toString();
        g.diskCreate(middle, "qcow2", -1, o -> o.backingfile(bottom.toString()).backingformat("raw"));
        g.diskCreate(top, "qcow2", -1, o -> o.backingfile(middle).backingformat("qcow2"));
        g.addDrive(top, o -> o.format("qcow2").label("chain").copyonread(true).discard("besteffort"));
        g.mount(LABELS + "chain", "/");
        assertThat(g.cat("/marker")).isEqualTo("quinces");
        g.write("/written", "on top".getBytes(UTF_8));
        g.umount("/");
        g.removeDrive("chain");
        assertThat(Files.readAllBytes(bottom)).isEqualTo(source);
        g.addDrive(top, o -> o.format("qcow2").label("chain").readonly(true));
        g.mountRo(LABELS + "chain", "/");
        assertThat(g.cat("/written")).isEqualTo("on top");
    }

    @Test
    void scratchDrivesHaveLabelsAndSectors() {
        g.addDriveScratch(8 * MIB, o -> o.label("scratch").blocksize(4096));
        assertThat(g.blockdevGetss(LABELS + "scratch")).isEqualTo(4096);
        assertThat(g.blockdevGetsize64(LABELS + "scratch")).isEqualTo(8 * MIB);
        g.partDisk(LABELS + "scratch", "gpt");
        assertThat(g.listDiskLabels()).containsKey("scratch1");
        g.removeDrive("scratch");
        assertThat(g.listPartitions()).isEmpty();
    }

    private void busy(String label, String reason) {
        GuestFSException failure = catchThrowableOfType(GuestFSException.class, () -> g.removeDrive(label));
        assertThat(failure.errnoName()).isEqualTo("EBUSY");
        assertThat(failure).hasMessageContaining(label).hasMessageContaining(reason);
    }

    @Test
    void aDiskThatIsUsedIsRefusedWithTheReason() {
        g.addDriveScratch(64 * MIB, o -> o.label("busy"));
        g.partInit(LABELS + "busy", "gpt");
        g.partAdd(LABELS + "busy", "p", 2048, 65535);
        g.partAdd(LABELS + "busy", "p", 65536, -64);
        String disk = g.listDiskLabels().get("busy");
        g.mkfs("ext2", disk + "1");
        g.mount(disk + "1", "/");
        busy("busy", disk + "1 is mounted on /");
        g.umount("/");
        g.mkswap(disk + "1");
        g.swaponDevice(disk + "1");
        busy("busy", disk + "1 is used for swapping");
        g.swapoffDevice(disk + "1");
        g.pvcreate(disk + "2");
        g.vgcreate("orchard", List.of(disk + "2"));
        g.lvcreate("tree", "orchard", 8);
        busy("busy", disk + "2 holds the active logical volume orchard-tree");
        g.vgremove("orchard");
        g.mdCreate("shed", List.of(disk + "1", disk + "2"));
        busy("busy", disk + "2 is part of the device md");
        g.mdStop(g.listMdDevices().get(0));
        g.removeDrive("busy");
        assertThat(g.listPartitions()).isEmpty();
    }

    @Test
    void nbdIsReadOverASocketAndByTheNameOfItsHost() throws Exception {
        assumeTrue(RealHandle.onPath("qemu-nbd"), "qemu-nbd is not installed: run guestfs-appliance/host-setup");
        Path image = MarkedImage.make(directory.resolve("served.img"), "served");
        try (LocalServers servers = new LocalServers(directory)) {
            String server = "unix:" + servers.nbdSocket(image);
            AddDriveOptions at = new AddDriveOptions().protocol("nbd").server(List.of(server));
            g.addDrive("", at.format("raw").label("served"));
            g.mount(LABELS + "served", "/");
            assertThat(g.cat("/marker")).isEqualTo("served");
            g.umount("/");
            g.removeDrive("served");
            g.addDrive("", at.readonly(true));
            g.mount(LABELS + "served", "/");
            g.write("/marker", "in the overlay".getBytes(UTF_8));
            g.umount("/");
            g.removeDrive("served");
            assertThat(MarkedImage.cat(image, "/marker")).isEqualTo("served");
        }
        assertThatThrownBy(() -> g.addDrive(
                        "",
                        o -> o.protocol("nbd")
                                .server(List.of("unix:" + directory.resolve("none")))
                                .format("raw")))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("none");
    }

    @Test
    void aBlockDeviceOfTheHostIsTakenToo() throws Exception {
        Path image = MarkedImage.make(directory.resolve("loop.img"), "looped");
        String device = loop("-f", "--show", image.toString());
        assumeTrue(device.startsWith("/dev/loop"), "a loop device needs root and a kernel that has them");
        try {
            g.addDrive(device, o -> o.format("raw").label("looped"));
            g.mount(LABELS + "looped", "/");
            assertThat(g.cat("/marker")).isEqualTo("looped");
            g.umount("/");
            g.removeDrive("looped");
        } finally {
            assertThat(loop("-d", device)).isEmpty();
        }
    }

    private static String loop(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("losetup"));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            return "not installed";
        }
    }

    @Test
    void whatCantWorkIsRefusedAndLeavesNothing() throws Exception {
        String image = image("a.img", "raw", MIB);
        assertThatThrownBy(() -> g.addDrive(directory.resolve("missing").toString()))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> g.addDrive(image, o -> o.format("nosuch")))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining(image)
                .hasMessageContaining("nosuch");
        g.addDrive(image, o -> o.format("raw").label("once"));
        assertThat(catchThrowableOfType(GuestFSException.class, () -> g.addDriveScratch(MIB, o -> o.label("once")))
                        .errnoName())
                .isEqualTo("EEXIST");
        assertThat(catchThrowableOfType(GuestFSException.class, () -> g.addDrive(image, o -> o.format("raw")))
                        .errnoName())
                .isEqualTo("EBUSY");
        assertThat(catchThrowableOfType(GuestFSException.class, () -> g.removeDrive("other"))
                        .errnoName())
                .isEqualTo("ENOENT");
        assertThat(g.listDevices()).hasSize(2);
    }

    @Test
    void aDriveOfTheLaunchAndOneFromBeforeItCanBeRemoved() throws Exception {
        try (GuestFS other = RealHandle.open()) {
            Path first = MarkedImage.make(directory.resolve("first.img"), "first");
            Path second = MarkedImage.make(directory.resolve("second.img"), "second");
            other.addDriveScratch(MIB, o -> o.label("early"));
            other.addDriveRo(second.toString());
            other.addDrive(first.toString(), o -> o.format("raw").label("launched"));
            other.removeDrive("early");
            assertThat(other.debugDrives()).hasSize(2);
            other.launch();
            assertThat(other.listDevices()).containsExactly("/dev/sda", "/dev/sdb");
            other.mountRo("/dev/sda", "/");
            assertThat(other.cat("/marker")).isEqualTo("second");
            other.removeDrive("launched");
            assertThat(other.listDevices()).containsExactly("/dev/sda");
            other.addDrive(first.toString(), o -> o.format("raw").label("again"));
            assertThat(other.listDevices()).containsExactly("/dev/sda", "/dev/sdb");
            assertThat(other.cat("/marker")).isEqualTo("second");
            other.shutdown();
            assertThat(other.debugDrives()).isEmpty();
        }
    }
}
