package io.guestfs.appliance.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** These use the real qemu-img. */
class ImagesTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path directory;

    private final QemuImg qemuImg = new QemuImg(System.getenv(), line -> {});
    private final ImageCreation creation = new ImageCreation(qemuImg);
    private WorkDirectories directories;

    @BeforeEach
    void prepare() {
        assumeTrue(ProgramPath.find("qemu-img", System.getenv()).isPresent(), "qemu-img is not installed");
        directories = new WorkDirectories(BaseDirectories.of(directory, directory, directory));
    }

    @AfterEach
    void cleanUp() {
        directories.close();
    }

    private static NewImage image(
            Path file, String format, long size, @Nullable String preallocation, @Nullable Integer cluster) {
        return new NewImage(file.toString(), format, size, null, null, preallocation, null, cluster);
    }

    private Drive prepare(Drive drive) throws ApplianceException {
        return new DrivePreparation(qemuImg, directories).prepare(drive);
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void rawImagesAreSparseOrFull() throws Exception {
        Path sparse = directory.resolve("sparse.img");
        creation.create(NewImage.raw(sparse.toString(), MEBIBYTE));
        assertThat(qemuImg.info(sparse)).isEqualTo(new ImageInfo("raw", MEBIBYTE, null, null, null));
        assertThat(blocks(sparse)).isZero();
        Path full = directory.resolve("full.img");
        creation.create(image(full, "raw", MEBIBYTE, "full", null));
        assertThat(Files.size(full)).isEqualTo(MEBIBYTE);
        assertThat(blocks(full)).isGreaterThanOrEqualTo(MEBIBYTE / 512);
    }

    private static long blocks(Path file) throws Exception {
        return Long.parseLong(ExternalCommand.of(List.of("stat", "-c", "%b", file.toString()))
                .run()
                .outputText()
                .strip());
    }

    @Test
    void qcow2ImagesTakeTheirOptions() throws Exception {
        Path file = directory.resolve("odd, name=x.qcow2");
        creation.create(new NewImage(file.toString(), "qcow2", MEBIBYTE, null, null, "metadata", "0.10", 4096));
        assertThat(qemuImg.info(file)).isEqualTo(new ImageInfo("qcow2", MEBIBYTE, null, null, null));
        String info = ExternalCommand.of(List.of("qemu-img", "info", file.toString()))
                .run()
                .outputText();
        assertThat(info).contains("cluster_size: 4096").contains("compat: 0.10");
    }

    @Test
    void anOverlayTakesSizeAndFormatFromBelow() throws Exception {
        Path below = directory.resolve("below, here.img");
        creation.create(NewImage.raw(below.toString(), 3 * MEBIBYTE));
        Path overlay = directory.resolve("overlay.qcow2");
        creation.create(NewImage.overlay(overlay.toString(), below.toString(), null));
        assertThat(qemuImg.info(overlay))
                .isEqualTo(new ImageInfo(
                        "qcow2", 3 * MEBIBYTE, below.toString(), new ImageInfo.Below(below.toString(), "raw"), null));
    }

    @Test
    void contradictionsAreRefusedBeforeAnythingIsMade() {
        Path file = directory.resolve("x");
        assertThatThrownBy(() -> creation.create(image(file, "raw", 0, null, null)))
                .hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> creation.create(image(file, "vmdk", 1, null, null)))
                .hasMessageContaining("vmdk");
        assertThatThrownBy(() -> creation.create(image(file, "raw", 1, "metadata", null)))
                .hasMessageContaining("metadata");
        assertThatThrownBy(() -> creation.create(image(file, "raw", 1, null, 512)))
                .hasMessageContaining("clustersize");
        assertThatThrownBy(() -> creation.create(image(file, "qcow2", 1, null, 513)))
                .hasMessageContaining("513");
        assertThatThrownBy(() -> creation.create(image(file, "qcow2", 1, "odd", null)))
                .hasMessageContaining("odd");
        assertThatThrownBy(
                        () -> creation.create(new NewImage(file.toString(), "qcow2", 5, "/b", null, null, null, null)))
                .hasMessageContaining("size");
        assertThat(file).doesNotExist();
    }

    @Test
    void aCharacterDeviceIsNeverOverwritten() {
        assertThatThrownBy(() -> creation.create(NewImage.raw("/dev/null", 1)))
                .hasMessageContaining("character device");
    }

    @Test
    void failuresCarryTheWordsOfQemuImg() {
        Path missing = directory.resolve("missing.img");
        assertThatThrownBy(() -> qemuImg.info(missing))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("No such file");
    }

    @Test
    void withoutQemuImgTheErrorNamesThePackage() {
        QemuImg none = new QemuImg(Map.of("PATH", "/nowhere"), line -> {});
        assertThatThrownBy(() -> none.info(directory))
                .isInstanceOfSatisfying(
                        ApplianceException.class,
                        failure -> assertThat(failure.remedy()).contains("qemu-utils"));
    }

    @Test
    void aReadOnlyDriveGetsAPrivateOverlay() throws Exception {
        Path disk = directory.resolve("disk.img");
        creation.create(NewImage.raw(disk.toString(), MEBIBYTE));
        Drive prepared =
                prepare(Drive.file(disk.toString()).readonly(true).format("raw").build());
        Path overlay = Objects.requireNonNull(prepared.image());
        assertThat(overlay).hasParent(directories.temporary());
        assertThat(mode(overlay)).isEqualTo("rw-------");
        assertThat(qemuImg.info(overlay).backingFile())
                .isEqualTo(disk.toRealPath().toString());
        assertThat(prepare(prepared)).isSameAs(prepared);
    }

    @Test
    void aGuessedFormatWithABackingFileIsRefused() throws Exception {
        Path below = directory.resolve("below.img");
        creation.create(NewImage.raw(below.toString(), MEBIBYTE));
        Path above = directory.resolve("above.img");
        creation.create(NewImage.overlay(above.toString(), below.toString(), "raw"));
        for (boolean readonly : new boolean[] {true, false}) {
            assertThatThrownBy(() -> prepare(
                            Drive.file(above.toString()).readonly(readonly).build()))
                    .isInstanceOfSatisfying(
                            ApplianceException.class,
                            e -> assertThat(e.remedy()).contains("format").contains("qcow2"))
                    .hasMessageContaining(below.toString());
        }
        Drive asked =
                Drive.file(above.toString()).readonly(true).format("qcow2").build();
        assertThat(prepare(asked).image()).isNotNull();
    }

    @Test
    void aWritableDriveIsItsRealFile() throws Exception {
        Path disk = Files.createFile(directory.resolve("disk.img"));
        Path link = Files.createSymbolicLink(directory.resolve("link.img"), disk);
        assertThat(prepare(Drive.file(link.toString()).build()).image()).isEqualTo(disk.toRealPath());
    }

    @Test
    void whatWasThereStaysWhenNoImageCanBeMadeOfIt() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere/target"));
        for (Path there : List.of(empty, link)) {
            for (String preallocation : List.of("sparse", "full")) {
                assertThatThrownBy(() -> creation.create(image(there, "raw", MEBIBYTE, preallocation, null)))
                        .isInstanceOf(ApplianceException.class);
                assertThat(Files.exists(there, LinkOption.NOFOLLOW_LINKS))
                        .as("%s after %s", there, preallocation)
                        .isTrue();
            }
        }
        Path kept = Files.writeString(directory.resolve("kept.img"), "precious");
        ImageCreation withoutTool = new ImageCreation(new QemuImg(Map.of("PATH", "/nowhere"), line -> {}));
        assertThatThrownBy(() -> withoutTool.create(image(kept, "raw", MEBIBYTE, "full", null)))
                .isInstanceOf(ApplianceException.class);
        assertThat(kept).hasContent("precious");
    }

    @Test
    void nothingStaysOfAnImageThatIsTooLarge() throws Exception {
        Path large = directory.resolve("large.img");
        assertThatThrownBy(() -> creation.create(NewImage.raw(large.toString(), Long.MAX_VALUE)))
                .isInstanceOf(ApplianceException.class);
        assertThat(large).doesNotExist();
        assertThatThrownBy(() -> prepare(Drive.scratch(Long.MAX_VALUE).build())).isInstanceOf(ApplianceException.class);
        assertThat(directories.temporary()).isEmptyDirectory();
    }

    @Test
    void scratchAndNullDrivesGetPrivateSparseFiles() throws Exception {
        Path scratch = Objects.requireNonNull(
                prepare(Drive.scratch(5 * MEBIBYTE).build()).image());
        assertThat(scratch).hasSize(5 * MEBIBYTE);
        assertThat(mode(scratch)).isEqualTo("rw-------");
        Path devnull = prepare(Drive.file("/dev/null").build()).image();
        assertThat(devnull).isNotNull().hasSize(4096);
    }

    @Test
    void theRootDiskIsReadThroughQcow2Too() throws Exception {
        Path raw = directory.resolve("root");
        ByteBuffer start = ByteBuffer.allocate(2048);
        start.put(0x438, (byte) 0x53).put(0x439, (byte) 0xef);
        start.putLong(0x468, 0xaf4a51f6deed4a99L).putLong(0x470, 0xaf26214e845cae1aL);
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            file.write(start.array());
            file.setLength(MEBIBYTE);
        }
        String uuid = "af4a51f6-deed-4a99-af26-214e845cae1a";
        assertThat(RootDisk.read(raw, qemuImg, directories)).isEqualTo(new RootDisk(uuid, "raw"));
        Path qcow2 = directory.resolve("root.qcow2");
        ExternalCommand.of(List.of("qemu-img", "convert", "-O", "qcow2", raw.toString(), qcow2.toString()))
                .run();
        assertThat(RootDisk.read(qcow2, qemuImg, directories)).isEqualTo(new RootDisk(uuid, "qcow2"));
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> RootDisk.read(empty, qemuImg, directories)).hasMessageContaining("ext2");
    }
}
