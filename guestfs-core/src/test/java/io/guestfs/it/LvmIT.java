package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.structs.Lv;
import io.guestfs.structs.Pv;
import io.guestfs.structs.Vg;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Physical volumes, volume groups and logical volumes. */
class LvmIT {

    private static final String PV1 = "/dev/sda";
    private static final String PV2 = "/dev/sdb";
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64, 64);

    private GuestFS g;

    @BeforeEach
    void removeAllVolumes() {
        g = appliance.g();
        g.umountAll();
        g.lvmClearFilter();
        g.lvmRemoveAll();
    }

    @Test
    void nothingIsListedOnEmptyDisks() {
        assertThat(g.pvs()).isEmpty();
        assertThat(g.vgs()).isEmpty();
        assertThat(g.lvs()).isEmpty();
        assertThat(g.lvsFull()).isEmpty();
    }

    @Test
    void physicalVolumeIsMadeAndRemoved() {
        g.pvcreate(PV1);
        assertThat(g.pvs()).containsExactly(PV1);

        g.pvremove(PV1);
        assertThat(g.pvs()).isEmpty();
    }

    @Test
    void physicalVolumeIsDescribedInFull() {
        group();

        Pv pv = g.pvsFull().get(0);
        assertThat(pv.pvName()).isEqualTo(PV1);
        assertThat(pv.devSize()).isEqualTo(64 * MIB);
        assertThat(pv.pvUuid()).isEqualTo(g.pvuuid(PV1).replace("-", ""));
    }

    @Test
    void physicalVolumeIsResized() {
        g.pvcreate(PV1);
        g.pvresizeSize(PV1, 32 * MIB);
        assertThat(g.pvsFull()).extracting(Pv::pvSize).containsExactly(32 * MIB);

        g.pvresize(PV1);
        assertThat(g.pvsFull()).extracting(Pv::pvSize).containsExactly(64 * MIB);
    }

    @Test
    void groupSpansItsDisks() {
        g.pvcreate(PV1);
        g.pvcreate(PV2);
        g.vgcreate("both", List.of(PV1, PV2));

        assertThat(g.vgs()).containsExactly("both");
        Vg vg = g.vgsFull().get(0);
        assertThat(vg.vgName()).isEqualTo("both");
        assertThat(vg.pvCount()).isEqualTo(2);
        assertThat(vg.vgSize()).isEqualTo(120 * MIB);
        assertThat(g.vgpvuuids("both")).containsExactlyInAnyOrder(g.pvuuid(PV1), g.pvuuid(PV2));
    }

    @Test
    void groupIsRenamedAndRemoved() {
        group();
        g.vgrename("vg", "other");
        assertThat(g.vgs()).containsExactly("other");

        g.vgremove("other");
        assertThat(g.vgs()).isEmpty();
        assertThat(g.pvs()).containsExactly(PV1);
    }

    @Test
    void volumesAreListedByTheirDevices() {
        group();
        g.lvcreate("second", "vg", 8);
        g.lvcreate("first", "vg", 12);

        assertThat(g.lvs()).containsExactly("/dev/vg/first", "/dev/vg/second");
        assertThat(g.lvsFull()).extracting(Lv::lvName).containsExactlyInAnyOrder("first", "second");
        assertThat(g.blockdevGetsize64("/dev/vg/first")).isEqualTo(12 * MIB);
        assertThat(g.vglvuuids("vg")).containsExactlyInAnyOrder(g.lvuuid("/dev/vg/first"), g.lvuuid("/dev/vg/second"));
    }

    @Test
    void volumeTakesAShareOfTheFreeSpace() {
        group();
        g.lvcreateFree("half", "vg", 50);
        assertThat(g.blockdevGetsize64("/dev/vg/half")).isBetween(28 * MIB, 32 * MIB);

        g.lvresizeFree("/dev/vg/half", 100);
        assertThat(g.blockdevGetsize64("/dev/vg/half")).isEqualTo(60 * MIB);
    }

    @Test
    void volumeIsResizedAndShrunk() {
        volume();
        g.lvresize("/dev/vg/lv", 40);
        assertThat(g.blockdevGetsize64("/dev/vg/lv")).isEqualTo(40 * MIB);

        g.lvresize("/dev/vg/lv", 8);
        assertThat(g.blockdevGetsize64("/dev/vg/lv")).isEqualTo(8 * MIB);
    }

    @Test
    void volumeIsRenamedAndRemoved() {
        volume();
        g.lvrename("/dev/vg/lv", "/dev/vg/renamed");
        assertThat(g.lvs()).containsExactly("/dev/vg/renamed");

        g.lvremove("/dev/vg/renamed");
        assertThat(g.lvs()).isEmpty();
    }

    @Test
    void logicalVolumeIsToldFromAnyOtherDevice() {
        volume();

        assertThat(g.isLv("/dev/vg/lv")).isTrue();
        assertThat(g.isLv(PV1)).isFalse();
        assertThat(g.lvmCanonicalLvName("/dev/mapper/vg-lv")).isEqualTo("/dev/vg/lv");
        assertThat(Refusal.of(() -> g.lvmCanonicalLvName(PV1)).errnoName()).isEqualTo("EINVAL");
    }

    @Test
    void volumeHoldsAFileSystem() {
        volume();
        g.mkfs("ext2", "/dev/vg/lv");
        g.mount("/dev/vg/lv", "/");
        g.write("/file", "on LVM".getBytes(StandardCharsets.UTF_8));

        assertThat(g.cat("/file")).isEqualTo("on LVM");
        assertThat(g.mounts()).containsExactly("/dev/vg/lv");
        assertThat(g.listFilesystems()).containsEntry("/dev/vg/lv", "ext2");
    }

    @Test
    void groupIsDeactivatedAndActivated() {
        volume();
        g.vgActivate(false, List.of("vg"));
        assertThat(g.debug("ls", List.of("/dev/mapper"))).doesNotContain("vg-lv");
        g.vgActivate(true, List.of("vg"));
        assertThat(g.debug("ls", List.of("/dev/mapper"))).contains("vg-lv");

        g.vgActivateAll(false);
        assertThat(g.debug("ls", List.of("/dev/mapper"))).doesNotContain("vg-lv");
        g.vgActivateAll(true);
        assertThat(g.debug("ls", List.of("/dev/mapper"))).contains("vg-lv");
    }

    @Test
    void uuidsAreDrawnAnew() {
        volume();
        g.vgActivateAll(false);
        String pv = g.pvuuid(PV1);
        g.pvchangeUuid(PV1);
        assertThat(g.pvuuid(PV1)).isNotEqualTo(pv).hasSameSizeAs(pv);
        String changed = g.pvuuid(PV1);
        g.pvchangeUuidAll();
        assertThat(g.pvuuid(PV1)).isNotEqualTo(changed);

        String vg = g.vguuid("vg");
        g.vgchangeUuid("vg");
        assertThat(g.vguuid("vg")).isNotEqualTo(vg).hasSameSizeAs(vg);
        changed = g.vguuid("vg");
        g.vgchangeUuidAll();
        assertThat(g.vguuid("vg")).isNotEqualTo(changed);
    }

    @Test
    void filterHidesTheOtherDisks() {
        g.pvcreate(PV1);
        g.pvcreate(PV2);
        g.lvmSetFilter(List.of(PV2));
        assertThat(g.pvs()).containsExactly(PV2);

        g.lvmClearFilter();
        assertThat(g.pvs()).containsExactly(PV1, PV2);
    }

    @Test
    @SuppressWarnings("deprecation")
    void scanActivatesWhatItFinds() {
        volume();
        g.vgActivateAll(false);
        g.lvmScan(true);
        assertThat(g.debug("ls", List.of("/dev/mapper"))).contains("vg-lv");

        g.vgscan();
        assertThat(g.vgs()).containsExactly("vg");
    }

    @Test
    void metadataNamesTheVolumes() {
        volume();

        assertThat(new String(g.vgmeta("vg"), StandardCharsets.UTF_8))
                .contains("logical_volumes")
                .contains("lv {");
    }

    @Test
    void everythingIsRemovedAtOnce() {
        volume();
        g.lvmRemoveAll();

        assertThat(g.pvs()).isEmpty();
        assertThat(g.vgs()).isEmpty();
        assertThat(g.lvs()).isEmpty();
    }

    @Test
    void volumeLargerThanItsGroupIsRefused() {
        group();

        assertThat(Refusal.of(() -> g.lvcreate("big", "vg", 100))).hasMessageContaining("insufficient free space");
        assertThat(Refusal.of(() -> g.lvcreateFree("none", "vg", 0))).hasMessageContaining("zero");
        assertThat(Refusal.of(() -> g.vgcreate("vg2", List.of("/dev/sdz"))).errnoName())
                .isEqualTo("ENOENT");
    }

    private void group() {
        g.pvcreate(PV1);
        g.vgcreate("vg", List.of(PV1));
    }

    private void volume() {
        group();
        g.lvcreate("lv", "vg", 16);
    }
}
