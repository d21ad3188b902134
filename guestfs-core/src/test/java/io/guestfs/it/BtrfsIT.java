package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.structs.BtrfsQgroup;
import io.guestfs.structs.BtrfsSubvolume;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Btrfs: subvolumes, snapshots, quota groups and sizes. */
class BtrfsIT {

    private static final String DISK = "/dev/sda";
    private static final long TOP_LEVEL = 5;
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(320);

    private GuestFS g;

    @BeforeEach
    void newFileSystem() {
        g = appliance.g();
        g.umountAll();
        g.mkfs("btrfs", DISK);
        g.mount(DISK, "/");
    }

    @Test
    void subvolumesAreListedByTheirPaths() {
        g.btrfsSubvolumeCreate("/first");
        g.btrfsSubvolumeCreate("/first/second");

        List<BtrfsSubvolume> list = g.btrfsSubvolumeList("/");
        assertThat(list).extracting(BtrfsSubvolume::btrfssubvolumePath).containsExactly("first", "first/second");
        assertThat(list.get(1).btrfssubvolumeTopLevelId()).isEqualTo(list.get(0).btrfssubvolumeId());
        assertThat(g.listFilesystems()).containsKey("btrfsvol:/dev/sda/first");
    }

    @Test
    void deletedSubvolumeIsGoneWithItsFiles() {
        g.btrfsSubvolumeCreate("/gone");
        g.touch("/gone/file");
        g.btrfsSubvolumeDelete("/gone");

        assertThat(g.exists("/gone")).isFalse();
        assertThat(g.btrfsSubvolumeList("/")).isEmpty();
        assertThat(Refusal.of(() -> g.btrfsSubvolumeDelete("/gone"))).hasMessageContaining("No such file");
    }

    @Test
    void snapshotKeepsTheOldContents() {
        g.btrfsSubvolumeCreate("/live");
        g.write("/live/file", "old".getBytes(US_ASCII));
        g.btrfsSubvolumeSnapshot("/live", "/frozen", o -> o.ro(true));
        g.btrfsSubvolumeSnapshot("/live", "/branch");
        g.write("/live/file", "new".getBytes(US_ASCII));
        g.write("/branch/other", "other".getBytes(US_ASCII));

        assertThat(g.cat("/frozen/file")).isEqualTo("old");
        assertThat(g.cat("/live/file")).isEqualTo("new");
        assertThat(Refusal.of(() -> g.touch("/frozen/file")).errnoName()).isEqualTo("EROFS");
        assertThat(g.btrfsSubvolumeShow("/frozen"))
                .containsEntry("Name", "frozen")
                .containsEntry("Flags", "readonly");
    }

    @Test
    void defaultSubvolumeIsMountedWithoutItsName() {
        g.btrfsSubvolumeCreate("/system");
        g.touch("/system/file");
        assertThat(g.btrfsSubvolumeGetDefault("/")).isEqualTo(TOP_LEVEL);

        g.btrfsSubvolumeSetDefault(g.btrfsSubvolumeList("/").get(0).btrfssubvolumeId(), "/");
        g.umountAll();
        g.mount(DISK, "/");
        assertThat(g.ls("/")).containsExactly("file");
        assertThat(g.btrfsSubvolumeGetDefault("/")).isNotEqualTo(TOP_LEVEL);
    }

    @Test
    void subvolumeIsMountedByItsName() {
        g.btrfsSubvolumeCreate("/home");
        g.touch("/home/user");
        g.umountAll();
        g.mount("btrfsvol:/dev/sda/home", "/");

        assertThat(g.ls("/")).containsExactly("user");
        assertThat(g.vfsType("btrfsvol:/dev/sda/home")).isEqualTo("btrfs");
        assertThat(g.mountableDevice("btrfsvol:/dev/sda/home")).isEqualTo(DISK);
        assertThat(g.mountableSubvolume("btrfsvol:/dev/sda/home")).isEqualTo("home");
        assertThat(Refusal.of(() -> g.mountableSubvolume(DISK)).errnoName()).isEqualTo("EINVAL");
    }

    @Test
    void quotaGroupsCountAndLimit() {
        g.btrfsSubvolumeCreate("/limited");
        g.btrfsQuotaEnable("/", true);
        // The kernel counts on its own now, and takes no second order until it is ready.
        g.debug("sh", List.of("btrfs quota rescan -w /sysroot > /dev/null"));
        g.btrfsQuotaRescan("/");
        String group = "0/" + g.btrfsSubvolumeList("/").get(0).btrfssubvolumeId();
        g.btrfsQgroupCreate("1/100", "/");
        g.btrfsQgroupAssign(group, "1/100", "/");
        assertThat(groups()).contains("0/5", group, "1/100");

        g.btrfsQgroupLimit("/limited", 8 * MIB);
        assertThat(Refusal.of(() -> g.fill(65, (int) (32 * MIB), "/limited/big"))
                        .errnoName())
                .isEqualTo("EDQUOT");

        g.btrfsQgroupRemove(group, "1/100", "/");
        g.btrfsQgroupDestroy("1/100", "/");
        assertThat(groups()).doesNotContain("1/100");
        g.btrfsQuotaEnable("/", false);
        assertThat(Refusal.of(() -> g.btrfsQgroupShow("/"))).hasMessageContaining("not enabled");
    }

    private List<String> groups() {
        return g.btrfsQgroupShow("/").stream().map(BtrfsQgroup::btrfsqgroupId).toList();
    }

    @Test
    void fileSystemShrinksAndGrows() {
        g.btrfsFilesystemResize("/", o -> o.size(300 * MIB));
        assertThat(size()).isEqualTo(300 * MIB);

        g.btrfsFilesystemResize("/");
        assertThat(size()).isEqualTo(320 * MIB);
        assertThat(g.vfsMinimumSize("/dev/sda")).isLessThan(320 * MIB);
    }

    private long size() {
        return g.statvfs("/").blocks() * g.statvfs("/").bsize();
    }

    @Test
    void contentsStayTheSameWhenTheyAreDefragmentedAndCompressed() {
        g.fill(65, (int) MIB, "/letters");
        g.btrfsFilesystemDefragment("/letters", o -> o.flush(true).compress("zlib"));
        g.btrfsFilesystemDefragment("/");
        g.btrfsFilesystemSync("/");
        g.umountAll();
        g.mount(DISK, "/");

        assertThat(g.readFile("/letters")).hasSize((int) MIB).containsOnly('A');
    }

    @Test
    void labelAndUuidAreSet() {
        g.umountAll();
        g.setLabel(DISK, "archive");
        assertThat(g.vfsLabel(DISK)).isEqualTo("archive");

        g.setUuid(DISK, "12345678-1234-1234-1234-123456789abc");
        assertThat(g.vfsUuid(DISK)).isEqualTo("12345678-1234-1234-1234-123456789abc");
        g.setUuidRandom(DISK);
        assertThat(g.vfsUuid(DISK)).isNotEqualTo("12345678-1234-1234-1234-123456789abc");
    }
}
