package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Windows dynamic disks. */
class DynamicDiskIT {

    private static final String DISK = "/dev/sda";
    private static final String GROUP = DynamicDisk.GROUP_GUID;
    private static final String VOLUME = "/dev/mapper/ldm_vol_Group_Volume1";

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(32);

    private GuestFS g;

    @BeforeEach
    void writeTheDynamicDisk() {
        g = appliance.g();
        g.pwriteDevice(DISK, DynamicDisk.head(), 0);
        g.pwriteDevice(DISK, DynamicDisk.database(), DynamicDisk.DATABASE_START);
    }

    @AfterEach
    void removeTheVolumes() {
        g.umountAll();
        g.ldmtoolRemoveAll();
    }

    @Test
    void diskGroupIsFoundByScanning() {
        assertThat(g.ldmtoolScan()).containsExactly(GROUP);
        assertThat(g.ldmtoolScanDevices(List.of(DISK))).containsExactly(GROUP);
    }

    @Test
    void diskGroupListsItsDisksAndVolumes() {
        g.ldmtoolScan();

        assertThat(g.ldmtoolDiskgroupName(GROUP)).isEqualTo("Group");
        assertThat(g.ldmtoolDiskgroupDisks(GROUP)).containsExactly("Disk1");
        assertThat(g.ldmtoolDiskgroupVolumes(GROUP)).containsExactly("Volume1");
    }

    @Test
    void volumeIsDescribed() {
        g.ldmtoolScan();

        assertThat(g.ldmtoolVolumeType(GROUP, "Volume1")).isEqualTo("simple");
        assertThat(g.ldmtoolVolumeHint(GROUP, "Volume1")).isEqualTo("E:");
        assertThat(g.ldmtoolVolumePartitions(GROUP, "Volume1")).containsExactly("Disk1-01");
        assertThat(Refusal.of(() -> g.ldmtoolVolumeType(GROUP, "Volume2")).call())
                .isEqualTo("ldmtool_volume_type");
    }

    @Test
    void volumeBecomesADeviceUntilItIsRemoved() {
        assertThat(g.listLdmVolumes()).isEmpty();
        g.ldmtoolCreateAll();
        assertThat(g.listLdmVolumes()).containsExactly(VOLUME);
        assertThat(g.listLdmPartitions()).isEmpty();
        assertThat(g.blockdevGetsz(VOLUME)).isEqualTo(DynamicDisk.VOLUME_SECTORS);

        g.ldmtoolRemoveAll();
        assertThat(g.listLdmVolumes()).isEmpty();
    }

    @Test
    void volumeHoldsAFileSystem() {
        g.ldmtoolCreateAll();
        g.mkfs("ntfs", VOLUME);
        g.mount(VOLUME, "/");
        g.write("/file", "dynamic".getBytes(US_ASCII));

        assertThat(g.cat("/file")).isEqualTo("dynamic");
    }

    @Test
    void unknownDiskGroupIsNamed() {
        String none = "00000000-fbfd-11e1-9b2a-525400e54902";
        List<ThrowingCallable> calls = List.of(
                () -> g.ldmtoolDiskgroupName(none),
                () -> g.ldmtoolDiskgroupDisks(none),
                () -> g.ldmtoolDiskgroupVolumes(none),
                () -> g.ldmtoolVolumeType(none, "Volume1"),
                () -> g.ldmtoolVolumeHint(none, "Volume1"),
                () -> g.ldmtoolVolumePartitions(none, "Volume1"));

        assertThat(calls).allSatisfy(call -> assertThat(Refusal.of(call)).hasMessageContaining(none));
    }
}
