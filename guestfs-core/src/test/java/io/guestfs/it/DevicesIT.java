package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole block devices: their lists, sizes, flags and bytes. */
class DevicesIT {

    private static final String DISK = "/dev/sda";
    private static final String OTHER = "/dev/sdb";
    private static final String TINY = "/dev/sdc";
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64, 64, 1);

    private GuestFS g;

    @BeforeEach
    void emptyDisks() {
        g = appliance.g();
        g.umountAll();
        g.zero(DISK);
        g.zero(OTHER);
    }

    @Test
    void disksAreListedInTheOrderInWhichTheyWereAdded() {
        assertThat(g.listDevices()).containsExactly(DISK, OTHER, TINY);
        assertThat(g.nrDevices()).isEqualTo(3);
        assertThat(g.listDmDevices()).isEmpty();
    }

    @Test
    void partitionsAreListedAndAreNotWholeDevices() {
        g.partDisk(OTHER, "mbr");

        assertThat(g.listPartitions()).containsExactly("/dev/sdb1");
        assertThat(g.isWholeDevice(OTHER)).isTrue();
        assertThat(g.isWholeDevice("/dev/sdb1")).isFalse();
    }

    @Test
    void disksWithoutALabelHaveNoDiskLabel() {
        assertThat(g.listDiskLabels()).isEmpty();
    }

    @Test
    void sizesAreReadInBytesAndSectors() {
        assertThat(g.blockdevGetsize64(DISK)).isEqualTo(64 * MIB);
        assertThat(g.blockdevGetsz(DISK)).isEqualTo(64 * MIB / 512);
        assertThat(g.blockdevGetss(DISK)).isEqualTo(512);
        assertThat(g.blockdevGetbsz(DISK)).isEqualTo(4096);
    }

    @Test
    @SuppressWarnings("deprecation")
    void blockSizeLastsOnlyWhileTheDeviceIsOpen() {
        g.blockdevSetbsz(DISK, 1024);

        assertThat(g.blockdevGetbsz(DISK)).isEqualTo(4096);
    }

    @Test
    void readOnlyDeviceRefusesWrites() {
        g.blockdevSetro(DISK);
        try {
            assertThat(g.blockdevGetro(DISK)).isTrue();
            assertThat(Refusal.of(() -> g.pwriteDevice(DISK, bytes("no"), 0)).errnoName())
                    .isEqualTo("EPERM");
        } finally {
            g.blockdevSetrw(DISK);
        }
        assertThat(g.blockdevGetro(DISK)).isFalse();
        assertThat(g.pwriteDevice(DISK, bytes("yes"), 0)).isEqualTo(3);
    }

    @Test
    void readAheadIsSet() {
        g.blockdevSetra(DISK, 1024);

        assertThat(g.debug("sh", List.of("blockdev --getra " + kernelName(DISK))))
                .isEqualTo("1024");
    }

    @Test
    void bytesWrittenToADeviceAreReadBack() {
        assertThat(g.pwriteDevice(DISK, bytes("hello"), MIB)).isEqualTo(5);
        g.blockdevFlushbufs(DISK);

        assertThat(g.preadDevice(DISK, 7, MIB - 1)).containsExactly(0, 'h', 'e', 'l', 'l', 'o', 0);
    }

    @Test
    void readIsShortAtTheEndOfTheDevice() {
        assertThat(g.preadDevice(DISK, 10, 64 * MIB - 4)).hasSize(4);
        assertThat(g.preadDevice(DISK, 10, 64 * MIB)).isEmpty();
    }

    @Test
    void readLongerThanAMessageIsRefused() {
        assertThat(Refusal.of(() -> g.preadDevice(DISK, 5_000_000, 0))).hasMessageContaining("too large");
        assertThat(Refusal.of(() -> g.preadDevice(DISK, -1, 0))).hasMessageContaining("negative");
        assertThat(Refusal.of(() -> g.preadDevice(DISK, 1, -1))).hasMessageContaining("negative");
    }

    @Test
    void deviceThatDoesNotExistIsNamedInTheError() {
        GuestFSException refusal = Refusal.of(() -> g.blockdevGetsize64("/dev/sdz"));

        assertThat(refusal).hasMessageContaining("/dev/sdz");
        assertThat(refusal.call()).isEqualTo("blockdev_getsize64");
        assertThat(refusal.errnoName()).isEqualTo("ENOENT");
    }

    @Test
    void newPartitionTableIsSeenAfterReread() {
        g.partInit(DISK, "mbr");
        g.partAdd(DISK, "p", 2048, 4095);
        byte[] table = g.preadDevice(DISK, 512, 0);
        g.partInit(OTHER, "mbr");
        g.pwriteDevice(OTHER, table, 0);
        g.blockdevRereadpt(OTHER);

        assertThat(g.listPartitions()).contains("/dev/sda1", "/dev/sdb1");
    }

    @Test
    void zeroClearsTheHeadAndZeroDeviceTheWholeDisk() {
        g.pwriteDevice(DISK, bytes("head"), 0);
        g.pwriteDevice(DISK, bytes("middle"), 32 * MIB);
        g.zero(DISK);
        assertThat(g.preadDevice(DISK, 4, 0)).containsOnly(0);
        assertThat(g.isZeroDevice(DISK)).isFalse();

        g.zeroDevice(DISK);
        assertThat(g.isZeroDevice(DISK)).isTrue();
    }

    @Test
    void discardedDeviceIsZeroWhereThatIsPromised() {
        g.pwriteDevice(DISK, bytes("x"), 0);
        boolean zeroes = g.blkdiscardzeroes(DISK);
        g.blkdiscard(DISK);

        assertThat(!zeroes || g.isZeroDevice(DISK)).isTrue();
    }

    @Test
    void wipefsRemovesTheSignatureOfTheFileSystem() {
        g.mkfs("ext2", DISK, o -> o.label("signed"));
        assertThat(g.blkid(DISK)).containsEntry("TYPE", "ext2").containsEntry("LABEL", "signed");

        g.wipefs(DISK);
        assertThat(g.blkid(DISK)).doesNotContainKey("TYPE");
        assertThat(g.listFilesystems()).containsAllEntriesOf(Map.of(DISK, "unknown"));
    }

    @Test
    void scrubbedDeviceHoldsOtherBytes() {
        g.zeroDevice(TINY);
        g.scrubDevice(TINY);

        assertThat(g.isZeroDevice(TINY)).isFalse();
    }

    @Test
    void scrubbedFileIsGone() {
        mountOther();
        g.write("/secret", bytes("secret"));
        g.scrubFile("/secret");

        assertThat(g.exists("/secret")).isFalse();
    }

    @Test
    void scrubbedFreeSpaceLeavesTheFilesAlone() {
        g.mkfs("ext2", TINY);
        g.mount(TINY, "/");
        g.write("/kept", bytes("kept"));
        g.scrubFreespace("/scrub");

        assertThat(g.exists("/scrub")).isFalse();
        assertThat(g.cat("/kept")).isEqualTo("kept");
    }

    @Test
    void zeroedFreeSpaceLeavesNoTraceOfADeletedFile() {
        g.mkfs("ext2", TINY);
        g.mount(TINY, "/");
        g.write("/deleted", bytes("needle in the haystack"));
        g.sync();
        g.rm("/deleted");
        g.zeroFreeSpace("/");
        g.umountAll();

        assertThat(new String(g.preadDevice(TINY, (int) MIB, 0), US_ASCII)).doesNotContain("needle");
    }

    @Test
    void fillDirMakesNumberedFiles() {
        mountOther();
        g.mkdir("/many");
        g.fillDir("/many", 3);

        assertThat(g.ls("/many")).containsExactly("00000000", "00000001", "00000002");
    }

    @Test
    void rangesAreCopiedBetweenDevicesAndFiles() {
        g.pwriteDevice(DISK, bytes("0123456789"), 0);
        g.copyDeviceToDevice(DISK, DISK, o -> o.srcoffset(2).destoffset(100).size(4));
        assertThat(text(g.preadDevice(DISK, 6, 100))).isEqualTo("2345\0\0");

        mountOther();
        g.copyDeviceToFile(DISK, "/copy", o -> o.srcoffset(1).size(8));
        assertThat(g.cat("/copy")).isEqualTo("12345678");
        g.copyDeviceToFile(DISK, "/copy", o -> o.size(2).append(true));
        assertThat(g.cat("/copy")).isEqualTo("1234567801");

        g.copyFileToDevice("/copy", DISK, o -> o.destoffset(MIB));
        assertThat(text(g.preadDevice(DISK, 10, MIB))).isEqualTo("1234567801");
    }

    @Test
    void sparseCopyLeavesHoles() {
        mountOther();
        g.pwriteDevice(DISK, bytes("end"), 8 * MIB);
        g.copyDeviceToFile(DISK, "/sparse", o -> o.size(8 * MIB + 3).sparse(true));

        assertThat(g.filesize("/sparse")).isEqualTo(8 * MIB + 3);
        assertThat(g.stat("/sparse").blocks() * 512).isLessThan(2 * MIB);
    }

    @Test
    void copyThatDoesNotFitIsRefused() {
        assertThat(Refusal.of(() -> g.copyDeviceToDevice(OTHER, TINY)).errnoName())
                .isEqualTo("ENOSPC");
    }

    @Test
    @SuppressWarnings("deprecation")
    void nineProtocolSharesAreRefused() {
        assertThat(Refusal.of(() -> g.list9p())).hasMessageContaining("9p");
        assertThat(Refusal.of(() -> g.mount9p("tag", "/"))).hasMessageContaining("9p");
    }

    private void mountOther() {
        g.mkfs("ext2", OTHER);
        g.mount(OTHER, "/");
    }

    /** The kernel's own name of a drive, which the daemon translates. */
    private String kernelName(String device) {
        return g.blkid(device).getOrDefault("DEVNAME", device);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, US_ASCII);
    }
}
