package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.structs.Partition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Partition tables of the PC and of EFI. */
class PartitionsIT {

    private static final String DISK = "/dev/sda";
    private static final String FIRST = "/dev/sda1";
    private static final long MIB = 1024 * 1024;
    private static final int FIRST_ENTRY = 2 * 512;
    private static final int ATTRIBUTES = 48;
    private static final String LINUX_DATA = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    private static final String EFI_SYSTEM = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
    private static final String SOME_GUID = "01234567-89AB-CDEF-0123-456789ABCDEF";

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64, 64);

    private GuestFS g;

    @BeforeEach
    void emptyDisk() {
        g = appliance.g();
        g.zero(DISK);
        g.blockdevRereadpt(DISK);
    }

    @Test
    void partDiskMakesOnePartitionOfTheWholeDisk() {
        g.partDisk(DISK, "gpt");

        assertThat(g.partList(DISK)).singleElement().satisfies(partition -> {
            assertThat(partition.partNum()).isEqualTo(1);
            assertThat(partition.partSize()).isGreaterThan(63 * MIB);
        });
        assertThat(g.partGetParttype(DISK)).isEqualTo("gpt");
        assertThat(g.listPartitions()).contains(FIRST);
    }

    @Test
    void partitionsAreListedInOrderWithTheirBytes() {
        partedGpt();

        assertThat(g.partList(DISK))
                .containsExactly(
                        new Partition(1, MIB, 10 * MIB - 1, 9 * MIB),
                        new Partition(2, 10 * MIB, 20 * MIB - 1, 10 * MIB));
    }

    @Test
    void deletedPartitionLeavesItsNumberFree() {
        partedGpt();
        g.partDel(DISK, 1);

        assertThat(g.partList(DISK)).extracting(Partition::partNum).containsExactly(2);
        assertThat(Refusal.of(() -> g.partDel(DISK, 1))).hasMessageContaining("doesn't exist");
    }

    @Test
    void partitionGrowsToTheSectorThatIsNamed() {
        g.partInit(DISK, "mbr");
        g.partAdd(DISK, "primary", 2048, 20479);
        g.partResize(DISK, 1, 40959);

        assertThat(g.partList(DISK)).containsExactly(new Partition(1, MIB, 20 * MIB - 1, 19 * MIB));
        assertThat(Refusal.of(() -> g.partResize(DISK, 1, 10239))).hasMessageContaining("Shrinking");
    }

    @Test
    void overlappingAndUnknownPartitionsAreRefused() {
        g.partInit(DISK, "mbr");

        assertThat(Refusal.of(() -> g.partAdd(DISK, "p", 0, 10))).hasMessageContaining("closest location");
        assertThat(Refusal.of(() -> g.partAdd(DISK, "x", 2048, 4095))).hasMessageContaining("unknown partition type");
        assertThat(Refusal.of(() -> g.partInit(DISK, "vax"))).hasMessageContaining("unknown partition type");
        assertThat(Refusal.of(() -> g.partList("/dev/sdb"))).hasMessageContaining("unrecognised disk label");
    }

    @Test
    void mbrHoldsPrimaryExtendedAndLogicalPartitions() {
        partedMbr();

        assertThat(g.partGetParttype(DISK)).isEqualTo("msdos");
        assertThat(g.partList(DISK)).extracting(Partition::partNum).containsExactly(1, 2, 5);
        assertThat(g.partGetMbrPartType(DISK, 1)).isEqualTo("primary");
        assertThat(g.partGetMbrPartType(DISK, 2)).isEqualTo("extended");
        assertThat(g.partGetMbrPartType(DISK, 5)).isEqualTo("logical");
        assertThat(Refusal.of(() -> g.partGetMbrPartType(DISK, 7))).hasMessageContaining("partition 7");
    }

    @Test
    void bootableFlagIsOfOnePartition() {
        partedMbr();
        g.partSetBootable(DISK, 1, true);
        assertThat(g.partGetBootable(DISK, 1)).isTrue();
        assertThat(g.partGetBootable(DISK, 2)).isFalse();

        g.partSetBootable(DISK, 1, false);
        assertThat(g.partGetBootable(DISK, 1)).isFalse();
    }

    @Test
    void mbrTypeByteIsKept() {
        partedMbr();
        g.partSetMbrId(DISK, 1, 0x7f);

        assertThat(g.partGetMbrId(DISK, 1)).isEqualTo(0x7f);
    }

    @Test
    void gptPartitionHasAName() {
        partedGpt();
        g.partSetName(DISK, 2, "root");

        assertThat(g.partGetName(DISK, 2)).isEqualTo("root");
        assertThat(Refusal.of(() -> g.partSetName(DISK, 2, "é"))).hasMessageContaining("part_set_name");
        partedMbr();
        assertThat(Refusal.of(() -> g.partGetName(DISK, 1))).hasMessageContaining("GUID Partition");
    }

    @Test
    void gptPartitionHasTypeAndGuid() {
        partedGpt();
        assertThat(g.partGetGptType(DISK, 1)).isEqualTo(LINUX_DATA);

        g.partSetGptType(DISK, 1, EFI_SYSTEM);
        g.partSetGptGuid(DISK, 1, SOME_GUID);

        assertThat(g.partGetGptType(DISK, 1)).isEqualTo(EFI_SYSTEM);
        assertThat(g.partGetGptGuid(DISK, 1)).isEqualTo(SOME_GUID);
        assertThat(g.blkid(FIRST)).containsEntry("PART_ENTRY_TYPE", EFI_SYSTEM.toLowerCase(Locale.ROOT));
    }

    @Test
    void textThatIsNoGuidIsRefused() {
        partedGpt();

        assertThat(Refusal.of(() -> g.partSetGptType(DISK, 1, "nonsense")))
                .hasMessageContaining("part_set_gpt_type")
                .hasMessageContaining("GUID");
    }

    @Test
    void gptAttributesAreBits() {
        partedGpt();
        g.partSetGptAttributes(DISK, 1, 4);
        assertThat(g.partGetGptAttributes(DISK, 1)).isEqualTo(4);
        assertThat(g.partGetBootable(DISK, 1)).isTrue();

        g.partSetGptAttributes(DISK, 1, 1L << 60 | 1);
        byte[] attributes = g.preadDevice(DISK, Long.BYTES, FIRST_ENTRY + ATTRIBUTES);
        assertThat(ByteBuffer.wrap(attributes).order(ByteOrder.LITTLE_ENDIAN).getLong())
                .isEqualTo(1L << 60 | 1);
    }

    @Test
    void diskGuidIsSetOrDrawn() {
        partedGpt();
        g.partSetDiskGuid(DISK, SOME_GUID);
        assertThat(g.partGetDiskGuid(DISK)).isEqualTo(SOME_GUID);

        g.partSetDiskGuidRandom(DISK);
        assertThat(g.partGetDiskGuid(DISK)).hasSize(36).isNotEqualTo(SOME_GUID);
    }

    @Test
    void backupTableMovesToTheEndOfAGrownDisk() {
        partedGpt();
        // The other disk gets only the head of the table, as a copy of a smaller disk has it.
        g.copyDeviceToDevice(DISK, "/dev/sdb", o -> o.size(MIB));
        g.partExpandGpt("/dev/sdb");

        byte[] lastSector = g.preadDevice("/dev/sdb", 512, 64 * MIB - 512);
        assertThat(lastSector).startsWith("EFI PART".getBytes(US_ASCII));
        g.zeroDevice("/dev/sdb");
    }

    @Test
    void partitionNameIsSplitIntoDeviceAndNumber() {
        partedMbr();

        assertThat(g.partToDev("/dev/sda5")).isEqualTo(DISK);
        assertThat(g.partToPartnum("/dev/sda5")).isEqualTo(5);
        assertThat(Refusal.of(() -> g.partToDev(DISK))).hasMessageContaining("not a partition");
        assertThat(Refusal.of(() -> g.partToPartnum(DISK))).hasMessageContaining("not a partition");
    }

    @Test
    @SuppressWarnings("deprecation")
    void oldCallsWriteAnMbrTable() {
        g.sfdisk(DISK, 0, 0, 0, List.of(",10M", ";"));
        assertThat(g.partList(DISK)).extracting(Partition::partSize).startsWith(10 * MIB);

        g.sfdiskN(DISK, 1, 0, 0, 0, ",5M,7f");
        assertThat(g.partList(DISK)).extracting(Partition::partSize).startsWith(5 * MIB);
        assertThat(g.partGetMbrId(DISK, 1)).isEqualTo(0x7f);
        // The tool shows the letter that the kernel gave the disk, which may be another one.
        assertThat(g.sfdiskL(DISK)).containsPattern("/dev/sd[abc]1 ").contains("131072 sectors");
    }

    @Test
    void geometryIsText() {
        partedMbr();

        assertThat(g.sfdiskDiskGeometry(DISK)).contains("cylinders").contains("heads");
        assertThat(g.sfdiskKernelGeometry(DISK)).contains("cylinders").contains("heads");
    }

    @Test
    @SuppressWarnings("deprecation")
    void unitsOfMegabytesAreGoneFromTheTool() {
        assertThat(Refusal.of(() -> g.sfdiskM(DISK, List.of(",10", ";")))).hasMessageContaining("sfdisk");
    }

    private void partedGpt() {
        g.partInit(DISK, "gpt");
        g.partAdd(DISK, "p", 2048, 20479);
        g.partAdd(DISK, "p", 20480, 40959);
    }

    private void partedMbr() {
        g.partInit(DISK, "mbr");
        g.partAdd(DISK, "p", 2048, 20479);
        g.partAdd(DISK, "e", 20480, -64);
        g.partAdd(DISK, "l", 22528, 32767);
    }
}
