package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives of all kinds: which are written and which are not, and how they are found in the appliance. */
class ReadOnlyIT {

    private static final long MIB = 1024 * 1024;

    @TempDir
    Path directory;

    private final GuestFS g = RealHandle.open();

    @BeforeEach
    void hostIsReady() {
        RealHandle.assumeHostIsReady();
    }

    private String image(String name, String format) {
        String file = directory.resolve(name).toString();
        g.diskCreate(file, format, 16 * MIB);
        return file;
    }

    private static String sha256(String file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(Path.of(file))));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readOnlyDriveIsNeverWritten() {
        Map<String, String> before = new LinkedHashMap<>();
        for (String format : List.of("raw", "qcow2")) {
            before.put(image("given." + format, format), "");
            before.put(image("guessed." + format, format), "");
            g.addDrive(
                    directory.resolve("given." + format).toString(),
                    o -> o.readonly(true).format(format));
            g.addDriveRo(directory.resolve("guessed." + format).toString());
        }
        g.addCdrom(image("cdrom", "raw"));
        before.put(directory.resolve("cdrom").toString(), "");
        before.replaceAll((file, none) -> sha256(file));
        try (g) {
            g.launch();
            List<String> devices = g.listDevices();
            assertThat(devices).hasSize(5);
            for (String device : devices) {
                assertThat(g.blockdevGetro(device)).isFalse();
                g.mkfs("ext2", device);
                g.mount(device, "/");
                g.write("/apple", "an apple".getBytes(US_ASCII));
                g.umountAll();
                g.mount(device, "/");
                assertThat(g.cat("/apple")).isEqualTo("an apple");
                g.umountAll();
            }
            g.shutdown();
        }
        before.forEach((file, sum) -> assertThat(sha256(file)).as(file).isEqualTo(sum));
    }

    @Test
    void optionsOfADriveShowInTheAppliance() throws IOException {
        String written = image("written", "raw");
        String overlaid = image("overlaid", "raw");
        String overlay = directory.resolve("overlay").toString();
        g.diskCreate(overlay, "qcow2", -1, o -> o.backingfile(overlaid).backingformat("raw"));
        assertThat(g.diskHasBackingFile(overlay)).isTrue();
        assertThat(g.diskHasBackingFile(written)).isFalse();
        String base = sha256(overlaid);
        try (g) {
            g.addDrive(
                    written,
                    o -> o.format("raw").label("apples").cachemode("writeback").discard("besteffort"));
            g.addDrive(overlay, o -> o.format("qcow2").label("pears").cachemode("unsafe"));
            g.addDriveScratch(8 * MIB, o -> o.blocksize(4096).label("plums"));
            g.addDrive("/dev/null");
            g.launch();

            labelsAreLinksToDevices();
            assertThat(g.blockdevGetss("/dev/sda")).isEqualTo(512);
            assertThat(g.blockdevGetss("/dev/sdc")).isEqualTo(4096);
            assertThat(g.blockdevGetsize64("/dev/sdb")).isEqualTo(g.diskVirtualSize(overlay));
            assertThat(g.pwriteDevice("/dev/disk/guestfs/apples", "core".getBytes(US_ASCII), 0))
                    .isEqualTo(4);
            assertThat(g.pwriteDevice("/dev/sdb", "core".getBytes(US_ASCII), 0)).isEqualTo(4);
            assertThat(g.listDevices()).hasSize(4);
            g.shutdown();
        }
        try (var in = Files.newInputStream(Path.of(written))) {
            assertThat(new String(in.readNBytes(4), US_ASCII)).isEqualTo("core");
        }
        assertThat(sha256(overlaid)).isEqualTo(base);
        assertThat(Files.size(Path.of(overlay))).isGreaterThan(64 * 1024);
    }

    private void labelsAreLinksToDevices() {
        assertThat(g.listDiskLabels())
                .isEqualTo(Map.of("apples", "/dev/sda", "pears", "/dev/sdb", "plums", "/dev/sdc"));
        assertThat(g.canonicalDeviceName("/dev/disk/guestfs/plums")).isEqualTo("/dev/disk/guestfs/plums");
        assertThat(g.blockdevGetsize64("/dev/disk/guestfs/plums")).isEqualTo(8 * MIB);
    }
}
