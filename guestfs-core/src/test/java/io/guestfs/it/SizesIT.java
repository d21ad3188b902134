package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.Dirent;
import io.guestfs.structs.StatNs;
import io.guestfs.structs.Xattr;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Far more names and bytes than fit into one message. The JVM of the tests has a heap of 1 GiB. */
class SizesIT {

    private static final int MANY = 100_000;

    private static final int LARGE = 100_000_000;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(768);

    @TempDir
    private static Path host;

    private final GuestFS g = appliance.g();

    @BeforeAll
    static void makeFileSystem() {
        GuestFS g = appliance.g();
        g.mke2fs(
                "/dev/sda",
                o -> o.fstype("ext4")
                        .blocksize(4096)
                        .numberofinodes(MANY + 1000L)
                        .forcecreate(true));
        g.mount("/dev/sda", "/");
    }

    /** Sorted, and together longer than the 4 MiB of one message. */
    private static List<String> names() {
        return IntStream.range(0, MANY)
                .mapToObj(i -> String.format(Locale.ROOT, "a-name-of-forty-characters-in-all-%06d", i))
                .toList();
    }

    /** An archive of symbolic links, each of which points to the number at the end of its name. */
    private static Path archive(List<String> names) throws IOException {
        Path archive = host.resolve("many.tar");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)))) {
            for (String name : names) {
                TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
                entry.setLinkName(target(name));
                entry.setModTime(1_000_000_000_000L);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return archive;
    }

    private static String target(String name) {
        return name.substring(name.length() - 6);
    }

    @Test
    void aDirectoryOfAHundredThousandEntriesIsListedWhole() throws IOException {
        List<String> names = names();
        g.mkdir("/many");
        g.tarIn(archive(names), "/many");

        assertThat(g.ls("/many")).isEqualTo(names);
        assertThat(g.find("/many/")).isEqualTo(names);
        assertThat(g.readdir("/many"))
                .hasSize(MANY + 2)
                .extracting(Dirent::name)
                .contains(".", "..", names.get(MANY - 1));
        assertThat(g.lstatnslist("/many", names))
                .hasSize(MANY)
                .allMatch(stat -> stat.stSize() == 6 && stat.stMtimeSec() == 1_000_000_000)
                .extracting(StatNs::stIno)
                .doesNotHaveDuplicates();
        assertThat(g.lstatlist("/many", names)).hasSize(MANY).allMatch(stat -> stat.size() == 6);
        assertThat(g.lxattrlist("/many", names))
                .hasSize(MANY)
                .extracting(Xattr::attrname)
                .containsOnly("");
        assertThat(g.readlinklist("/many", names))
                .isEqualTo(names.stream().map(SizesIT::target).toList());
    }

    @Test
    void contentOfAHundredMegabytesGoesInAndComesOut() {
        byte[] content = new byte[LARGE];
        new Random(1).nextBytes(content);

        g.write("/large", content);

        assertThat(g.filesize("/large")).isEqualTo(LARGE);
        assertThat(Arrays.equals(g.readFile("/large"), content)).isTrue();

        g.writeAppend("/large", Arrays.copyOf(content, 3_000_000));
        assertThat(g.pread("/large", 1_000_000, LARGE + 2_000_000L))
                .isEqualTo(Arrays.copyOfRange(content, 2_000_000, 3_000_000));
        g.rm("/large");
    }

    @Test
    void aLongTextIsReadByLines() {
        String line = "x".repeat(99);
        g.write("/text", (line + "\n").repeat(200_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertThat(g.readLines("/text")).hasSize(200_000).containsOnly(line);
        assertThat(g.cat("/text")).hasSize(20_000_000);
        g.rm("/text");
    }

    @Test
    void whatNoArrayCanHoldIsRefusedBeforeItIsSent() {
        g.touch("/sparse");
        g.truncateSize("/sparse", 3L << 30);

        for (Runnable call :
                List.<Runnable>of(() -> g.readFile("/sparse"), () -> g.cat("/sparse"), () -> g.readLines("/sparse"))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            GuestFSException.class,
                            e -> assertThat(e.errnoName()).isEqualTo("EFBIG"))
                    .hasMessageContaining("/sparse")
                    .hasMessageContaining("3221225472")
                    .hasMessageContaining("download");
        }
        g.rm("/sparse");
    }
}
