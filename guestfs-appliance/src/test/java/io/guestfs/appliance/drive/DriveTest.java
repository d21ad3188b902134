package io.guestfs.appliance.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.appliance.report.ApplianceException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriveTest {
    @TempDir
    Path directory;

    private String disk;

    @BeforeEach
    void makeDisk() throws Exception {
        disk = Files.createFile(directory.resolve("a,b:c.img")).toString();
    }

    private static void assertFault(Drive.Builder drive, String... words) {
        assertThatThrownBy(drive::build).isInstanceOfSatisfying(ApplianceException.class, fault -> {
            assertThat(fault.fullText()).contains(words);
            assertThat(fault.errnoName()).isEqualTo("EINVAL");
        });
    }

    @Test
    void aListingShowsWhatWasGiven() throws Exception {
        Drive drive = Drive.file(disk)
                .format("raw")
                .label("mylabel")
                .cachemode(CacheMode.UNSAFE)
                .discard(Discard.ENABLE)
                .build();
        assertThat(drive.describe())
                .isEqualTo(disk + " format=raw protocol=file label=mylabel cache=unsafe discard=enable");
        assertThat(Drive.file(disk)
                        .readonly(true)
                        .name("n")
                        .copyonread(true)
                        .blocksize(512)
                        .build()
                        .describe())
                .isEqualTo(disk + " readonly protocol=file name=n copyonread blocksize=512");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Drive.file("/no/such/disk").build())
                .isInstanceOfSatisfying(ApplianceException.class, fault -> {
                    assertThat(fault).hasMessageContaining("/no/such/disk");
                    assertThat(fault.errnoName()).isEqualTo("ENOENT");
                });
        assertThatThrownBy(() -> Drive.file("").build()).hasMessageContaining("no such file");
        assertThatThrownBy(() -> Drive.file("a\0b").build()).hasMessageContaining("not a file name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "raw,file=/etc/shadow", "r w", "r\u00e4w"})
    void formatsAreNamesOnly(String format) {
        assertFault(Drive.file(disk).format(format), "format", "raw or qcow2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "disk1", "abcdefghijklmnopqrstu", "a,b", "\u00e4"})
    void labelsAreLettersOnly(String label) {
        assertFault(Drive.file(disk).label(label), "label", "letters");
    }

    @Test
    void sectorsHaveTwoSizes() throws Exception {
        assertFault(Drive.file(disk).blocksize(1024), "1024", "512 or 4096");
        assertThat(Drive.file(disk).blocksize(4096).build().blocksize()).isEqualTo(4096);
    }

    @Test
    void aReadOnlyDriveCannotInsistOnDiscard() throws Exception {
        assertFault(Drive.file(disk).readonly(true).discard(Discard.ENABLE), "discard", "readonly");
        assertThat(Drive.file(disk)
                        .readonly(true)
                        .discard(Discard.BESTEFFORT)
                        .build()
                        .readonly())
                .isTrue();
    }

    @Test
    void theFirstOfSeveralFaultsIsReported() {
        assertFault(Drive.file(disk).format("").label("1"), "format");
    }

    @Test
    void theNullDeviceBecomesAPlainDrive() throws Exception {
        Drive drive = Drive.file("/dev/null").readonly(true).copyonread(true).build();
        assertThat(drive.source()).isInstanceOf(DriveSource.NullDevice.class);
        assertThat(drive.readonly()).isFalse();
        assertThat(drive.format()).isEqualTo("raw");
        assertFault(Drive.file("/dev/null").format("qcow2"), "qcow2", "raw");
    }

    @Test
    void aScratchDriveNeedsASize() throws Exception {
        assertFault(Drive.scratch(0), "0 bytes");
        Drive drive = Drive.scratch(4096).label("s").build();
        assertThat(drive.cachemode()).isEqualTo(CacheMode.UNSAFE);
        assertThat(drive.format()).isEqualTo("raw");
    }

    @Test
    void wordsOfTheApiAreRead() throws Exception {
        assertThat(CacheMode.parse("writeback")).isEqualTo(CacheMode.WRITEBACK);
        assertThat(Discard.parse("besteffort")).isEqualTo(Discard.BESTEFFORT);
        assertThatThrownBy(() -> CacheMode.parse("none")).hasMessageContaining("none");
        assertThatThrownBy(() -> Discard.parse("on")).hasMessageContaining("on");
    }
}
