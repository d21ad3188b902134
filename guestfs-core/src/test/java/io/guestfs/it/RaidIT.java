package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.structs.MdStat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Linux software RAID. */
class RaidIT {

    private static final List<String> DISKS = List.of("/dev/sda", "/dev/sdb", "/dev/sdc");
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(32, 32, 32);

    private GuestFS g;

    @BeforeEach
    void takeTheHandle() {
        g = appliance.g();
    }

    @AfterEach
    void stopTheArrays() {
        g.umountAll();
        g.listMdDevices().forEach(g::mdStop);
        DISKS.forEach(g::wipefs);
    }

    @Test
    void stripedArrayHasTheSizeOfItsDisks() {
        g.mdCreate("stripes", DISKS, o -> o.level("raid0").chunk(65536L));

        assertThat(g.blockdevGetsize64(onlyArray())).isBetween(80 * MIB, 96 * MIB);
        assertThat(g.mdDetail(onlyArray())).containsEntry("level", "raid0").containsEntry("devices", "3");
    }

    @Test
    void mirrorHoldsAFileSystem() {
        g.mdCreate("mirror", DISKS.subList(0, 2));
        g.mkfs("ext2", onlyArray());
        g.mount(onlyArray(), "/");
        g.write("/file", "twice".getBytes(StandardCharsets.UTF_8));

        assertThat(g.cat("/file")).isEqualTo("twice");
        assertThat(g.mdDetail(onlyArray())).containsEntry("level", "raid1").containsEntry("devname", "mirror");
    }

    @Test
    void mirrorListsItsDisks() {
        g.mdCreate("mirror", DISKS, o -> o.level("raid1").nrdevices(2).spare(1));

        assertThat(g.mdStat(onlyArray())).extracting(MdStat::mdstatDevice).containsExactlyInAnyOrderElementsOf(DISKS);
        assertThat(g.mdStat(onlyArray()))
                .filteredOn(disk -> disk.mdstatFlags().contains("S"))
                .hasSize(1);
    }

    @Test
    void missingDiskLeavesTheArrayDegraded() {
        g.mdCreate("degraded", DISKS.subList(0, 1), o -> o.level("raid1").missingbitmap(2L));

        assertThat(g.mdDetail(onlyArray())).containsEntry("devices", "2");
        assertThat(g.mdStat(onlyArray())).hasSize(1);
    }

    @Test
    void stoppedArrayIsGone() {
        g.mdCreate("mirror", DISKS.subList(0, 2));
        String array = onlyArray();
        g.mdStop(array);

        assertThat(g.listMdDevices()).isEmpty();
        assertThat(Refusal.of(() -> g.mdDetail(array))).hasMessageContaining(array);
    }

    @Test
    void diskInUseIsRefused() {
        g.mdCreate("mirror", DISKS.subList(0, 2));

        assertThat(Refusal.of(() -> g.mdCreate("again", DISKS.subList(0, 2)))).hasMessageContaining("busy");
        assertThat(Refusal.of(() -> g.mdCreate("none", DISKS, o -> o.nrdevices(5))))
                .hasMessageContaining("nrdevices");
    }

    @Test
    void plainDisksAreNoDynamicDisks() {
        g.ldmtoolCreateAll();

        assertThat(g.ldmtoolScan()).isEmpty();
        assertThat(g.ldmtoolScanDevices(DISKS)).isEmpty();
        assertThat(g.listLdmVolumes()).isEmpty();
        assertThat(g.listLdmPartitions()).isEmpty();
        g.ldmtoolRemoveAll();
    }

    private String onlyArray() {
        assertThat(g.listMdDevices()).hasSize(1);
        return g.listMdDevices().get(0);
    }
}
