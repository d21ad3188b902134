package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.error.NotSupportedException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The tools of NTFS. */
class NtfsIT {

    private static final String DISK = "/dev/sda";
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(32, 32);

    private GuestFS g;

    @BeforeEach
    void newFileSystem() {
        g = appliance.g();
        g.umountAll();
        g.mkfs("ntfs", DISK, o -> o.label("windows"));
    }

    @Test
    void healthyFileSystemCanBeMounted() {
        assertThat(g.ntfs3gProbe(true, DISK)).isZero();
        assertThat(g.ntfs3gProbe(false, DISK)).isZero();
        g.zero("/dev/sdb");
        assertThat(g.ntfs3gProbe(true, "/dev/sdb")).isEqualTo(12);
    }

    @Test
    void fixedFileSystemStillHoldsItsFiles() {
        writeFile();
        g.ntfsfix(DISK);
        g.ntfsfix(DISK, o -> o.clearbadsectors(true));

        g.mount(DISK, "/");
        assertThat(g.cat("/file")).isEqualTo("NTFS");
    }

    @Test
    @SuppressWarnings("deprecation")
    void fileSystemShrinks() {
        g.ntfsresizeSize(DISK, 28 * MIB);
        assertThat(Refusal.of(() -> g.ntfsresizeSize(DISK, 24 * MIB))).hasMessageContaining("scheduled for check");

        g.ntfsresize(DISK, o -> o.size(24 * MIB).force(true));
        g.mount(DISK, "/");
        assertThat(g.statvfs("/").blocks() * g.statvfs("/").bsize()).isLessThanOrEqualTo(24 * MIB);
    }

    @Test
    void smallestSizeIsLessThanTheDisk() {
        assertThat(g.vfsMinimumSize(DISK)).isBetween(1L, 31 * MIB);
    }

    @Test
    void cloneIsRestoredOnAnotherDisk(@TempDir Path temporary) {
        writeFile();
        Path clone = temporary.resolve("windows.clone");
        g.ntfscloneOut(DISK, clone);
        assertThat(clone).isNotEmptyFile();

        g.ntfscloneIn(clone, "/dev/sdb");
        g.mount("/dev/sdb", "/");
        assertThat(g.cat("/file")).isEqualTo("NTFS");
    }

    @Test
    void metadataIsClonedAlone() {
        writeFile();
        ByteArrayOutputStream clone = new ByteArrayOutputStream();
        g.ntfscloneOut(
                DISK, clone, o -> o.metadataonly(true).ignorefscheck(true).preservetimestamps(true));

        assertThat(clone.toString(US_ASCII)).startsWith("\0ntfsclone-image");
    }

    @Test
    void fileIsReadByItsNumber() {
        long inode = writeFile();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        g.ntfscatI(DISK, inode, content);

        assertThat(content.toString(US_ASCII)).isEqualTo("NTFS");
    }

    @Test
    void labelIsSet() {
        g.setLabel(DISK, "renamed");
        assertThat(g.vfsLabel(DISK)).isEqualTo("renamed");
    }

    @Test
    void changingModesIsNewerThanThisDaemon() {
        assertThat(Refusal.of(() -> g.ntfsChmod(DISK, 0644, "/file"))).isInstanceOf(NotSupportedException.class);
    }

    /** Writes a file and returns its number. */
    private long writeFile() {
        g.mount(DISK, "/");
        g.write("/file", "NTFS".getBytes(US_ASCII));
        long inode = g.stat("/file").ino();
        g.umountAll();
        return inode;
    }
}
