package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.structs.StatVfs;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mounting and unmounting. */
class MountsIT {

    private static final String ROOT = "/dev/sda";
    private static final String DATA = "/dev/sdb";
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(32, 32);

    private GuestFS g;

    @BeforeEach
    void newFileSystems() {
        g = appliance.g();
        g.umountAll();
        g.mkfs("ext2", ROOT);
        g.mkfs("ext2", DATA, o -> o.label("data"));
    }

    @Test
    void mountsAreListedWithTheirPlaces() {
        nested();

        assertThat(g.mounts()).containsExactlyInAnyOrder(ROOT, DATA);
        assertThat(g.mountpoints()).containsExactlyInAnyOrderEntriesOf(Map.of(ROOT, "/", DATA, "/data"));
    }

    @Test
    void nothingIsMountedAfterUmountAll() {
        nested();
        g.umountAll();

        assertThat(g.mounts()).isEmpty();
        assertThat(g.mountpoints()).isEmpty();
    }

    @Test
    void fileSystemIsUnmountedByPlaceOrDevice() {
        nested();
        g.umount("/data");
        assertThat(g.mounts()).containsExactly(ROOT);

        g.umount(ROOT, o -> o.force(true));
        assertThat(g.mounts()).isEmpty();
    }

    @Test
    void fileSystemInUseIsUnmountedOnlyLazily() {
        nested();
        assertThat(Refusal.of(() -> g.umount("/"))).hasMessageContaining("busy");

        g.umount("/", o -> o.lazyunmount(true));
        assertThat(g.mounts()).isEmpty();
    }

    @Test
    void readOnlyMountRefusesWrites() {
        g.mountRo(ROOT, "/");

        assertThat(Refusal.of(() -> g.touch("/file")).errnoName()).isEqualTo("EROFS");
    }

    @Test
    void mountBecomesReadOnlyAndWritableAgain() {
        g.mount(ROOT, "/");
        g.remount("/", o -> o.rw(false));
        assertThat(Refusal.of(() -> g.touch("/file")).errnoName()).isEqualTo("EROFS");

        g.remount("/", o -> o.rw(true));
        g.touch("/file");
        assertThat(g.exists("/file")).isTrue();
        assertThat(Refusal.of(() -> g.remount("/"))).hasMessageContaining("remount");
    }

    @Test
    void optionsAndTypeOfTheFileSystemAreNamed() {
        g.mountOptions("ro,noatime", ROOT, "/");
        assertThat(Refusal.of(() -> g.touch("/file")).errnoName()).isEqualTo("EROFS");
        g.umountAll();

        g.mountVfs("", "ext2", ROOT, "/");
        g.touch("/file");
        assertThat(g.exists("/file")).isTrue();
        g.umountAll();
        assertThat(Refusal.of(() -> g.mountVfs("", "xfs", ROOT, "/"))).hasMessageContaining("mount_vfs");
    }

    @Test
    void imageInsideAFileSystemIsMounted() {
        g.mount(ROOT, "/");
        g.copyDeviceToFile(DATA, "/image", o -> o.sparse(true));
        // A sparse copy ends at the last byte that isn't zero.
        g.truncateSize("/image", 32 * MIB);
        g.mkdir("/loop");
        g.mountLoop("/image", "/loop");

        assertThat(g.ls("/loop")).containsExactly("lost+found");
    }

    @Test
    void mountPointsAreMadeWhereNothingIsMounted() {
        g.mkmountpoint("/first");
        g.mkmountpoint("/second");
        try {
            g.mount(ROOT, "/first");
            g.mount(DATA, "/second");
            g.write("/first/file", "first".getBytes(US_ASCII));
            g.cp("/first/file", "/second/file");

            assertThat(g.cat("/second/file")).isEqualTo("first");
            assertThat(g.mountpoints()).containsEntry(DATA, "/second");
        } finally {
            g.umountAll();
            g.rmmountpoint("/first");
            g.rmmountpoint("/second");
        }
        assertThat(Refusal.of(() -> g.rmmountpoint("/first")).errnoName()).isEqualTo("ENOENT");
    }

    @Test
    void pathsNeedAMountedFileSystem() {
        assertThat(Refusal.of(() -> g.ls("/"))).hasMessageContaining("mount");
        assertThat(Refusal.of(() -> g.mount("/dev/sdz", "/")).errnoName()).isEqualTo("ENOENT");
        assertThat(Refusal.of(() -> g.mount(DATA, "/nothere"))).hasMessageContaining("mount");
    }

    @Test
    void spaceIsCountedInBlocks() {
        g.mount(ROOT, "/");
        StatVfs before = g.statvfs("/");
        g.fill(65, (int) (8 * MIB), "/file");
        g.sync();
        StatVfs after = g.statvfs("/");

        assertThat(before.blocks() * before.frsize()).isBetween(28 * MIB, 32 * MIB);
        assertThat((before.bfree() - after.bfree()) * before.frsize()).isBetween(8 * MIB, 9 * MIB);
        assertThat(after.ffree()).isEqualTo(before.ffree() - 1);
    }

    @Test
    void spaceIsShownAsATable() {
        g.mount(ROOT, "/");

        assertThat(g.df()).contains("1K-blocks").contains("/sysroot");
        assertThat(g.dfH()).contains("Avail").contains("/sysroot");
    }

    @Test
    void cachesAreDropped() {
        g.mount(ROOT, "/");
        g.write("/file", "kept".getBytes(US_ASCII));
        g.sync();
        g.dropCaches(3);

        assertThat(g.cat("/file")).isEqualTo("kept");
        assertThat(Refusal.of(() -> g.dropCaches(9)).errnoName()).isEqualTo("EINVAL");
    }

    private void nested() {
        g.mount(ROOT, "/");
        g.mkdir("/data");
        g.mount(DATA, "/data");
    }
}
