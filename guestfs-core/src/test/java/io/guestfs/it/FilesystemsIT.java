package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.error.NotSupportedException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems other than ext and Btrfs, and swap. */
class FilesystemsIT {

    private static final String DISK = "/dev/sda";
    private static final String PART = "/dev/sda1";
    private static final String UUID = "01234567-89ab-cdef-0123-456789abcdef";
    private static final long MIB = 1024 * 1024;
    private static final long PART_MIB = 320;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(400, 16);

    private GuestFS g;

    @BeforeEach
    void onePartition() {
        g = appliance.g();
        g.umountAll();
        g.zero("/dev/sdb");
        g.zero(DISK);
        g.partInit(DISK, "mbr");
        g.partAdd(DISK, "p", 2048, PART_MIB * 2048 - 1);
        g.wipefs(PART);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "ntfs", "f2fs"})
    void everyFileSystemHoldsAFile(String type) {
        g.mkfs(type, PART, o -> o.label("LABEL"));
        g.mount(PART, "/");
        g.write("/file", type.getBytes(US_ASCII));
        g.umountAll();
        g.mountRo(PART, "/");

        assertThat(g.cat("/file")).isEqualTo(type);
        // The label of an NTFS file system is read only while it isn't mounted.
        g.umountAll();
        assertThat(g.vfsType(PART)).isEqualTo(type);
        assertThat(g.vfsLabel(PART)).isEqualTo("LABEL");
        assertThat(g.vfsUuid(PART)).isNotEmpty();
        assertThat(g.listFilesystems()).containsEntry(PART, type);
    }

    @Test
    void disksWithoutASystemHaveNoRoots() {
        assertThat(g.inspectOs()).as("one empty partition, one empty disk").isEmpty();
        g.mkfs("ext2", PART);
        g.mount(PART, "/");
        g.mkdir("/etc");
        g.write("/etc/letter", "no system".getBytes(US_ASCII));
        g.umountAll();

        assertThat(g.inspectOs()).isEmpty();
        assertThat(g.inspectGetRoots()).isEmpty();
        // The daemon's message has the name that the kernel gave the disk, which need not be ours.
        assertThat(Refusal.of(() -> g.inspectGetType(PART))).hasMessageContaining("root device not found");
    }

    @Test
    void kernelTellsWhichFileSystemsItKnows() {
        assertThat(g.filesystemAvailable("xfs")).isTrue();
        assertThat(g.filesystemAvailable("nosuchfs")).isFalse();
        assertThat(Refusal.of(() -> g.mkfs("nosuchfs", PART))).hasMessageContaining("nosuchfs");
    }

    @Test
    @SuppressWarnings("deprecation")
    void xfsIsDescribedWithItsGeometry() {
        g.mkfs("xfs", PART, o -> o.blocksize(4096));

        assertThat(g.xfsInfo(PART).xfsBlocksize()).isEqualTo(4096);
        assertThat(g.xfsInfo(PART).xfsDatablocks()).isEqualTo((PART_MIB - 1) * MIB / 4096);
        g.mount(PART, "/");
        assertThat(g.xfsInfo("/").xfsBlocksize()).isEqualTo(4096);
    }

    @Test
    void xfsInfoAsTableIsMadeForOlderDaemonsToo() {
        g.mkfs("xfs", PART, o -> o.blocksize(4096));

        assertThat(g.xfsInfo2(PART))
                .containsEntry("data.bsize", "4096")
                .containsEntry("data.blocks", Long.toString((PART_MIB - 1) * MIB / 4096))
                .containsEntry("naming", "version 2");
    }

    @Test
    void xfsGrowsWithItsPartition() {
        g.mkfs("xfs", PART);
        g.partResize(DISK, 1, 390 * 2048 - 1);
        g.mount(PART, "/");
        long before = g.statvfs("/").blocks();
        g.xfsGrowfs("/", o -> o.datasec(true));

        assertThat(g.statvfs("/").blocks()).isGreaterThan(before);
    }

    @Test
    void xfsLabelAndUuidAreChanged() {
        g.mkfs("xfs", PART);
        g.xfsAdmin(PART, o -> o.label("admin").uuid(UUID));
        assertThat(g.vfsLabel(PART)).isEqualTo("admin");
        assertThat(g.vfsUuid(PART)).isEqualTo(UUID);

        g.setLabel(PART, "other");
        assertThat(g.vfsLabel(PART)).isEqualTo("other");
        assertThat(Refusal.of(() -> g.setLabel(PART, "thirteen byte"))).hasMessageContaining("xfs labels");
    }

    @Test
    void xfsIsRepaired() {
        g.mkfs("xfs", PART);
        assertThat(g.xfsRepair(PART, o -> o.nomodify(true))).isZero();

        g.pwriteDevice(PART, new byte[512], 0);
        assertThat(g.xfsRepair(PART, o -> o.nomodify(true))).isEqualTo(1);
        assertThat(g.xfsRepair(PART)).isZero();
        g.mount(PART, "/");
    }

    @Test
    void flashFileSystemGrowsWithItsPartition() {
        g.mkfs("f2fs", PART);
        g.partResize(DISK, 1, 390 * 2048 - 1);
        g.f2fsExpand(PART);
        g.mount(PART, "/");

        assertThat(g.statvfs("/").blocks() * g.statvfs("/").bsize()).isGreaterThan(PART_MIB * MIB);
    }

    @Test
    void vfatLabelIsSet() {
        g.mkfs("vfat", PART);
        g.setLabel(PART, "FAT");

        assertThat(g.vfsLabel(PART)).isEqualTo("FAT");
        assertThat(Refusal.of(() -> g.setUuid(PART, UUID)).errnoName()).isEqualTo("ENOTSUP");
    }

    @Test
    void findingByPartitionIsNewerThanThisDaemon() {
        assertThat(Refusal.of(() -> g.findfsPartlabel("x"))).isInstanceOf(NotSupportedException.class);
        assertThat(Refusal.of(() -> g.findfsPartuuid(UUID))).isInstanceOf(NotSupportedException.class);
    }

    @Test
    void swapDeviceIsUsedByNameLabelAndUuid() {
        g.mkswap("/dev/sdb", o -> o.label("swap").uuid(UUID));
        assertThat(g.vfsType("/dev/sdb")).isEqualTo("swap");

        g.swaponDevice("/dev/sdb");
        assertThat(swaps()).hasSize(2);
        g.swapoffDevice("/dev/sdb");
        assertThat(swaps()).hasSize(1);
        g.swaponLabel("swap");
        assertThat(swaps()).hasSize(2);
        g.swapoffLabel("swap");
        assertThat(swaps()).hasSize(1);
        g.swaponUuid(UUID);
        assertThat(swaps()).hasSize(2);
        g.swapoffUuid(UUID);
        assertThat(swaps()).hasSize(1);
    }

    @Test
    @SuppressWarnings("deprecation")
    void oldCallsLabelSwapToo() {
        g.mkswapL("old", "/dev/sdb");
        assertThat(g.vfsLabel("/dev/sdb")).isEqualTo("old");

        g.mkswapU(UUID, "/dev/sdb");
        assertThat(g.vfsUuid("/dev/sdb")).isEqualTo(UUID);
    }

    @Test
    void swapFileIsUsed() {
        g.mkfs("ext4", PART);
        g.mount(PART, "/");
        g.fill(0, (int) (8 * MIB), "/swapfile");
        g.mkswapFile("/swapfile");
        g.swaponFile("/swapfile");
        assertThat(swaps()).hasSize(2);

        g.swapoffFile("/swapfile");
        assertThat(swaps()).hasSize(1);
    }

    private List<String> swaps() {
        return g.debug("sh", List.of("cat /proc/swaps")).lines().toList();
    }
}
