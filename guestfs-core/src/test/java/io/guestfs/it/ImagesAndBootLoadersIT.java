package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.structs.IsoInfo;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** CD and squashfs images, and the boot loaders. */
class ImagesAndBootLoadersIT {

    private static final String DISK = "/dev/sda";
    private static final String PART = "/dev/sda1";
    private static final long CREATION = 981_173_106;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64, 1);

    private GuestFS g;

    @BeforeEach
    void onePartition() {
        g = appliance.g();
        g.umountAll();
        g.zero(DISK);
        g.partDisk(DISK, "mbr");
        g.wipefs(PART);
    }

    @Test
    void cdImageIsDescribed() {
        mounted("ext2");
        g.write("/cd.iso", IsoImage.named("HOLIDAYS"));

        assertHolidays(g.isoinfo("/cd.iso"));
        g.write("/none.iso", new byte[65536]);
        assertThat(Refusal.of(() -> g.isoinfo("/none.iso")).call()).isEqualTo("isoinfo");
    }

    @Test
    void cdDeviceIsDescribed() {
        g.pwriteDevice("/dev/sdb", IsoImage.named("HOLIDAYS"), 0);

        assertHolidays(g.isoinfoDevice("/dev/sdb"));
    }

    private static void assertHolidays(IsoInfo iso) {
        assertThat(iso.isoVolumeId()).isEqualTo("HOLIDAYS");
        assertThat(iso.isoSystemId()).isEqualTo("LINUX");
        assertThat(iso.isoPublisherId()).isEqualTo("PUBLISHER");
        assertThat(iso.isoLogicalBlockSize()).isEqualTo(2048);
        assertThat(iso.isoVolumeSpaceSize()).isEqualTo(64);
        assertThat(iso.isoVolumeCreationT()).isEqualTo(CREATION);
        assertThat(iso.isoVolumeExpirationT()).isEqualTo(-1);
    }

    @Test
    void squashfsImageHoldsTheFilesThatWereNotExcluded(@TempDir Path temporary) {
        mounted("ext2");
        g.mkdir("/tree");
        g.write("/tree/kept", "kept".getBytes(US_ASCII));
        g.write("/tree/dropped", "dropped".getBytes(US_ASCII));
        Path image = temporary.resolve("tree.squashfs");
        g.mksquashfs("/tree", image, o -> o.compress("gzip").excludes(List.of("dropped")));

        g.upload(image, "/tree.squashfs");
        g.mkdir("/image");
        g.mountLoop("/tree.squashfs", "/image");
        assertThat(g.ls("/image")).containsExactly("kept");
        assertThat(g.cat("/image/kept")).isEqualTo("kept");
    }

    @Test
    void squashfsImageIsStreamed() {
        mounted("ext2");
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        g.mksquashfs("/", image);

        assertThat(image.toString(US_ASCII)).startsWith("hsqs");
        assertThat(Refusal.of(() -> g.mksquashfs("/nothere", image))).hasMessageContaining("mksquashfs");
    }

    @Test
    void extlinuxIsInstalledIntoADirectory() {
        mounted("ext4");
        g.mkdir("/boot");
        g.extlinux("/boot");

        assertThat(g.isFile("/boot/ldlinux.sys")).isTrue();
    }

    @Test
    void syslinuxIsInstalledOnAFatPartition() {
        g.mkfs("vfat", PART);
        g.syslinux(PART);
        g.mount(PART, "/");
        assertThat(g.isFile("/ldlinux.sys")).isTrue();
        g.mkdir("/boot");
        g.umountAll();

        g.syslinux(PART, o -> o.directory("boot"));
        g.mount(PART, "/");
        assertThat(g.isFile("/boot/ldlinux.sys")).isTrue();
    }

    @Test
    void grubIsInstalledWhereTheApplianceHasItsModules() {
        mounted("ext2");
        g.mkdir("/boot");
        if (applianceHasGrubModules()) {
            g.grubInstall("/", DISK);
            assertThat(new String(g.preadDevice(DISK, 440, 0), US_ASCII)).contains("GRUB");
        } else {
            assertThat(Refusal.of(() -> g.grubInstall("/", DISK))).hasMessageContaining("i386-pc");
        }
    }

    private boolean applianceHasGrubModules() {
        return !g.debug("sh", List.of("echo /usr/lib/grub/i386-pc/*.mod")).endsWith("*.mod");
    }

    private void mounted(String type) {
        g.mkfs(type, PART);
        g.mount(PART, "/");
    }
}
