package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ext2, ext3 and ext4 file systems. */
class ExtFilesystemsIT {

    private static final String DISK = "/dev/sda";
    private static final String JOURNAL = "/dev/sdb";
    private static final String UUID = "01234567-89ab-cdef-0123-456789abcdef";
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64, 64);

    private GuestFS g;

    @BeforeEach
    void emptyDisks() {
        g = appliance.g();
        g.umountAll();
        g.zero(DISK);
        g.zero(JOURNAL);
    }

    @Test
    void fileSystemIsMadeWithItsOptions() {
        g.mke2fs(
                DISK,
                o -> o.fstype("ext3")
                        .label("data")
                        .uuid(UUID)
                        .blocksize(1024)
                        .inodesize(256)
                        .reservedblockspercentage(0)
                        .hasjournal(true));

        assertThat(g.tune2fsL(DISK))
                .containsEntry("Filesystem volume name", "data")
                .containsEntry("Filesystem UUID", UUID)
                .containsEntry("Block size", "1024")
                .containsEntry("Inode size", "256")
                .containsEntry("Reserved block count", "0");
        assertThat(g.vfsType(DISK)).isEqualTo("ext3");
    }

    @Test
    @SuppressWarnings("deprecation")
    void blockSizeIsChosen() {
        g.mkfsB("ext2", 2048, DISK);

        assertThat(g.tune2fsL(DISK)).containsEntry("Block size", "2048");
    }

    @Test
    @SuppressWarnings("deprecation")
    void journalLivesOnAnotherDevice() {
        g.mke2journal(4096, JOURNAL);
        assertThat(g.vfsType(JOURNAL)).isEqualTo("jbd");

        g.mke2fsJ("ext4", 4096, DISK, JOURNAL);
        assertJournalIsOutside();
    }

    @Test
    @SuppressWarnings("deprecation")
    void journalIsFoundByItsLabel() {
        g.mke2journalL(4096, "log", JOURNAL);
        assertThat(g.vfsLabel(JOURNAL)).isEqualTo("log");

        g.mke2fsJL("ext4", 4096, DISK, "log");
        assertJournalIsOutside();
    }

    @Test
    @SuppressWarnings("deprecation")
    void journalIsFoundByItsUuid() {
        g.mke2journalU(4096, UUID, JOURNAL);
        assertThat(g.vfsUuid(JOURNAL)).isEqualTo(UUID);

        g.mke2fsJU("ext4", 4096, DISK, UUID);
        assertJournalIsOutside();
    }

    private void assertJournalIsOutside() {
        assertThat(g.tune2fsL(DISK)).containsKey("Journal UUID").doesNotContainKey("Journal inode");
    }

    @Test
    void parametersAreTuned() {
        g.mkfs("ext4", DISK);
        g.tune2fs(
                DISK,
                o -> o.maxmountcount(34)
                        .mountcount(7)
                        .errorbehavior("remount-ro")
                        .intervalbetweenchecks(86400)
                        .reservedblockscount(100)
                        .user(42)
                        .group(43)
                        .lastmounteddirectory("/srv"));

        assertThat(g.tune2fsL(DISK))
                .containsEntry("Maximum mount count", "34")
                .containsEntry("Mount count", "7")
                .containsEntry("Errors behavior", "Remount read-only")
                .containsEntry("Reserved block count", "100")
                .containsEntry("Reserved blocks uid", "42 (user unknown)")
                .containsEntry("Last mounted on", "/srv");
    }

    @Test
    @SuppressWarnings("deprecation")
    void healthyFileSystemPassesTheCheck() {
        g.mkfs("ext4", DISK);

        g.e2fsck(DISK, o -> o.correct(true));
        g.e2fsck(DISK, o -> o.forceall(true));
        g.e2fsckF(DISK);
        assertThat(g.fsck("ext4", DISK)).isZero();
    }

    @Test
    void brokenFileSystemIsRepaired() {
        g.mkfs("ext2", DISK);
        g.pwriteDevice(DISK, new byte[1024], 1024);
        assertThat(Refusal.of(() -> g.mount(DISK, "/"))).hasMessageContaining("mount");

        assertThat(g.fsck("ext2", DISK)).isNotZero();
        g.e2fsck(DISK, o -> o.forceall(true));
        g.mount(DISK, "/");
        assertThat(g.ls("/")).contains("lost+found");
    }

    @Test
    @SuppressWarnings("deprecation")
    void fileSystemShrinksAndGrows() {
        g.mkfs("ext4", DISK, o -> o.blocksize(1024));
        g.e2fsckF(DISK);
        g.resize2fsSize(DISK, 32 * MIB);
        assertThat(g.tune2fsL(DISK)).containsEntry("Block count", "32768");

        g.e2fsckF(DISK);
        g.resize2fsM(DISK);
        assertThat(Long.parseLong(g.tune2fsL(DISK).getOrDefault("Block count", "")))
                .isLessThan(32768);

        g.resize2fs(DISK);
        assertThat(g.tune2fsL(DISK)).containsEntry("Block count", "65536");
    }

    @Test
    void smallestSizeIsLessThanTheDisk() {
        g.mkfs("ext4", DISK);

        assertThat(g.vfsMinimumSize(DISK)).isBetween(1 * MIB, 40 * MIB);
    }

    @Test
    void attributesAreSetAndCleared() {
        mounted();
        g.touch("/file");
        g.setE2attrs("/file", "i");
        assertThat(g.getE2attrs("/file")).contains("i");
        assertThat(Refusal.of(() -> g.rm("/file")).errnoName()).isEqualTo("EPERM");

        g.setE2attrs("/file", "i", o -> o.clear(true));
        assertThat(g.getE2attrs("/file")).doesNotContain("i");
        assertThat(Refusal.of(() -> g.setE2attrs("/file", "1"))).hasMessageContaining("1");
    }

    @Test
    void generationIsSet() {
        // Checksummed metadata includes the generation, so ext4 refuses to change it.
        g.mkfs("ext3", DISK);
        g.mount(DISK, "/");
        g.touch("/file");
        g.setE2generation("/file", 0xfedc_ba98L);

        assertThat(g.getE2generation("/file")).isEqualTo(0xfedc_ba98L);
    }

    @Test
    void lostAndFoundIsMadeAgain() {
        mounted();
        g.rmRf("/lost+found");
        g.mklostAndFound("/");

        assertThat(g.isDir("/lost+found")).isTrue();
    }

    @Test
    @SuppressWarnings("deprecation")
    void labelIsSet() {
        g.mkfs("ext4", DISK);
        g.setLabel(DISK, "first");
        assertThat(g.vfsLabel(DISK)).isEqualTo("first");

        g.setE2label(DISK, "second");
        assertThat(g.getE2label(DISK)).isEqualTo("second");
        assertThat(g.findfsLabel("second")).isEqualTo(DISK);
        assertThat(Refusal.of(() -> g.setLabel(DISK, "longer than sixteen bytes")))
                .hasMessageContaining("set_label");
        assertThat(Refusal.of(() -> g.findfsLabel("nobody"))).hasMessageContaining("nobody");
    }

    @Test
    @SuppressWarnings("deprecation")
    void uuidIsSet() {
        g.mkfs("ext4", DISK);
        g.setUuid(DISK, UUID);
        assertThat(g.vfsUuid(DISK)).isEqualTo(UUID);
        assertThat(g.findfsUuid(UUID)).isEqualTo(DISK);

        g.setE2uuid(DISK, "clear");
        assertThat(g.getE2uuid(DISK)).isEmpty();
        g.setUuidRandom(DISK);
        assertThat(g.getE2uuid(DISK)).hasSize(36).isNotEqualTo(UUID);
    }

    @Test
    void unusedBlocksAreZeroed() {
        g.mke2fs(DISK, o -> o.fstype("ext2").blocksize(1024));
        g.mount(DISK, "/");
        g.write("/deleted", "needle in the haystack".getBytes(US_ASCII));
        g.sync();
        g.rm("/deleted");
        g.umountAll();
        assertThat(firstMegabytes()).contains("needle in the haystack");

        g.zerofree(DISK);
        assertThat(firstMegabytes()).doesNotContain("needle in the haystack");
    }

    @Test
    void freeSpaceIsTrimmed() {
        mounted();
        g.write("/kept", "kept".getBytes(US_ASCII));
        g.fstrim("/");
        g.fstrim("/", o -> o.offset(0).length(32 * MIB).minimumfreeextent(4096));

        assertThat(g.cat("/kept")).isEqualTo("kept");
    }

    private void mounted() {
        g.mkfs("ext4", DISK);
        g.mount(DISK, "/");
    }

    private String firstMegabytes() {
        return new String(g.preadDevice(DISK, (int) (4 * MIB) - 1024, 0), US_ASCII);
    }
}
