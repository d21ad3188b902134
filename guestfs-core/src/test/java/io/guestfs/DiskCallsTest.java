package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.calls.DiskCreateOptions;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disk images, the names of drives and extra words for qemu, all before a launch. */
class DiskCallsTest {

    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path directory;

    private final GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());

    @BeforeEach
    void needsQemuImg() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(dir -> Files.isExecutable(Path.of(dir, "qemu-img"))),
                "qemu-img is not installed");
    }

    @AfterEach
    void close() {
        g.close();
    }

    private String image(String name) {
        return directory.resolve(name).toString();
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void rawImagesHaveTheirSizeAndNoFormatToSpeakOf() throws IOException {
        g.diskCreate(image("sparse"), "raw", 5 * MIB, o -> o.preallocation("sparse"));
        g.diskCreate(image("off"), "raw", 5 * MIB, o -> o.preallocation("off"));
        g.diskCreate(image("full"), "raw", 5 * MIB, o -> o.preallocation("full"));

        for (String name : List.of("sparse", "off", "full")) {
            assertThat(directory.resolve(name)).hasSize(5 * MIB);
            assertThat(g.diskFormat(image(name))).isEqualTo("raw");
            assertThat(g.diskVirtualSize(image(name))).isEqualTo(5 * MIB);
            assertThat(g.diskHasBackingFile(image(name))).isFalse();
        }
        assertThat(output("du", "-k", image("sparse"))).startsWith("0");
        assertThat(output("du", "-k", image("full"))).startsWith("512");
    }

    @Test
    void qcow2ImagesHaveTheirOptions() throws IOException {
        g.diskCreate(
                image("new"),
                "qcow2",
                30 * MIB,
                o -> o.compat("1.1").clustersize(4096).preallocation("metadata"));
        g.diskCreate(image("old"), "qcow2", 30 * MIB, o -> o.compat("0.10").preallocation("sparse"));

        assertThat(g.diskFormat(image("new"))).isEqualTo("qcow2");
        assertThat(g.diskVirtualSize(image("new"))).isEqualTo(30 * MIB);
        assertThat(output("qemu-img", "info", image("new")))
                .contains("cluster_size: 4096")
                .contains("compat: 1.1");
        assertThat(output("qemu-img", "info", image("old"))).contains("compat: 0.10");
    }

    @Test
    void overlaysTakeTheirSizeFromBelow() throws IOException {
        g.diskCreate(image("base"), "qcow2", 7 * MIB);
        g.diskCreate(image("guessed"), "qcow2", -1, o -> o.backingfile("base"));
        g.diskCreate(
                image("told"), "qcow2", -1, o -> o.backingfile(image("base")).backingformat("qcow2"));

        for (String name : List.of("guessed", "told")) {
            assertThat(g.diskHasBackingFile(image(name))).isTrue();
            assertThat(g.diskVirtualSize(image(name))).isEqualTo(7 * MIB);
            assertThat(output("qemu-img", "info", image(name))).contains("backing file format: qcow2");
        }
    }

    private static Arguments bad(String format, long size, String words, DiskCreateOptions options) {
        return Arguments.of(format, size, words, options);
    }

    private static DiskCreateOptions options() {
        return new DiskCreateOptions();
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                bad("vmdk", MIB, "vmdk", options()),
                bad("raw", 0, "0", options()),
                bad("raw", -1, "-1", options()),
                bad("qcow2", MIB, "-1", options().backingfile("base")),
                bad("raw", -1, "backing", options().backingfile("base")),
                bad("raw", MIB, "backingformat", options().backingformat("raw")),
                bad("raw", MIB, "compat", options().compat("1.1")),
                bad("raw", MIB, "clustersize", options().clustersize(4096)),
                bad("raw", MIB, "metadata", options().preallocation("metadata")),
                bad("qcow2", MIB, "lavish", options().preallocation("lavish")),
                bad("qcow2", MIB, "2.0", options().compat("2.0")),
                bad("qcow2", MIB, "1000", options().clustersize(1000)),
                bad("qcow2", MIB, "256", options().clustersize(256)),
                bad("qcow2", MIB, "4194304", options().clustersize(4_194_304)),
                bad("qcow2", -1, "r,w", options().backingfile("base").backingformat("r,w")));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void whatDoesNotGoTogetherIsRefusedWithItsValue(String format, long size, String words, DiskCreateOptions options) {
        assertThatThrownBy(() -> g.diskCreate(image("bad"), format, size, options))
                .isInstanceOf(GuestFSException.class)
                .hasMessageStartingWith("disk_create: ")
                .hasMessageContaining(words);
        assertThat(directory.resolve("bad")).doesNotExist();
    }

    @Test
    void missingImagesAreNamed() {
        for (Consumer<String> call :
                List.<Consumer<String>>of(g::diskFormat, g::diskVirtualSize, g::diskHasBackingFile)) {
            assertThatThrownBy(() -> call.accept(image("none")))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("none");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/sda, 0",
        "/dev/sdz, 25",
        "/dev/sdaa, 26",
        "/dev/sdzz, 701",
        "/dev/sdaaa, 702",
        "/dev/vdb, 1",
        "/dev/hdc, 2"
    })
    void drivesAreCountedByTheirLetters(String device, int index) {
        assertThat(g.deviceIndex(device)).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/sda1", "/dev/sd", "/dev/md0", "sda", "/dev/sdA", "", "/dev/sdaaaaaaa"})
    void otherNamesHaveNoNumber(String device) {
        assertThatThrownBy(() -> g.deviceIndex(device)).isInstanceOf(GuestFSException.class);
    }

    @Test
    void numbersHaveNamesAsFarAsThereAreDrives() {
        for (int i = 0; i < 28; i++) {
            g.addDriveScratch(MIB);
        }
        assertThat(g.deviceName(0)).isEqualTo("/dev/sda");
        assertThat(g.deviceName(25)).isEqualTo("/dev/sdz");
        assertThat(g.deviceName(27)).isEqualTo("/dev/sdab");
        for (int index : new int[] {-1, 28}) {
            InvalidArgumentException e =
                    catchThrowableOfType(InvalidArgumentException.class, () -> g.deviceName(index));
            assertThat(e.errnoName()).isEqualTo("EINVAL");
        }
        assertThat(g.maxDisks()).isEqualTo(255);
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/hdab3, /dev/sdab3",
        "/dev/vda, /dev/sda",
        "/dev/xvda, /dev/sda",
        "/dev/md0, /dev/md0",
        "/dev/sr0, /dev/sr0",
        "/dev/VG/LV, /dev/VG/LV"
    })
    void namesOfDrivesAreMadeUniform(String device, String canonical) {
        assertThat(g.canonicalDeviceName(device)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-kernel",
                "-initrd",
                "-nographic",
                "-display",
                "-serial",
                "-full-screen",
                "-std-vga",
                "-vnc",
                "name",
                ""
            })
    void wordsThatAreOursAreRefused(String word) {
        assertThatThrownBy(() -> g.config(word, null)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void otherWordsAreTaken() {
        g.config("-name", "orchard");
        g.config("-no-hpet", null);
    }

    @Test
    void oldWaysToAddADriveAreTheSame() {
        g.diskCreate(image("disk"), "raw", MIB);
        g.addDriveWithIf(image("disk"), "ide");
        g.addDriveRoWithIf(image("disk"), "ide");
        g.addCdrom(image("disk"));

        assertThat(g.debugDrives()).hasSize(3);
        assertThat(g.debugDrives().get(0)).doesNotContain("readonly");
        assertThat(g.debugDrives().get(1)).contains("readonly");
        assertThat(g.debugDrives().get(2)).contains("readonly");
    }
}
