package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.SlowStream;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.NotSupportedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees in and out as tar and cpio archives, and the look into initial RAM disks. */
class ArchivesIT {

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    @TempDir
    Path host;

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();

    private static byte[] sampleTar() {
        return new TarArchive()
                .directory("sub")
                .file("sub/file", "text in sub\n")
                .file("program", 0751, new byte[] {1, 2, 3})
                .symlink("link", "sub/file")
                .toByteArray();
    }

    private String unpackSample() {
        String tree = dir + "/tree";
        g.mkdir(tree);
        g.tarIn(new ByteArrayInputStream(sampleTar()), tree);
        return tree;
    }

    private void assertHoldsSample(String tree) {
        assertThat(g.find(tree + "/")).containsExactly("link", "program", "sub", "sub/file");
        assertThat(g.cat(tree + "/sub/file")).isEqualTo("text in sub\n");
        assertThat(g.stat(tree + "/program").mode() & 0777).isEqualTo(0751);
        assertThat(g.readlink(tree + "/link")).isEqualTo("sub/file");
        assertThat(g.stat(tree + "/sub/file").mtime()).isEqualTo(1_000_000_000);
    }

    @Test
    void anArchiveThatComesInPiecesAfterLongPausesIsUnpackedAsItIs() {
        g.tarIn(new SlowStream(sampleTar(), 2_000, () -> 600), dir);
        assertHoldsSample(dir);
    }

    @Test
    void aTarArchiveIsUnpackedWithModesLinksAndTimes() {
        assertHoldsSample(unpackSample());
    }

    @Test
    void aTreeGoesOutAndComesBackTheSame() {
        String tree = unpackSample();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        g.tarOut(tree, out);

        g.mkdir(dir + "/copy");
        g.tarIn(new ByteArrayInputStream(out.toByteArray()), dir + "/copy");
        assertHoldsSample(dir + "/copy");
    }

    @ParameterizedTest
    @CsvSource({"gzip,1f8b", "bzip2,425a68", "xz,fd377a585a00", "lzop,894c5a4f"})
    void archivesMayBeCompressed(String type, String mark) {
        String tree = unpackSample();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        g.tarOut(tree, out, o -> o.compress(type));
        assertThat(HexFormat.of().formatHex(out.toByteArray())).startsWith(mark);

        g.mkdir(dir + "/copy");
        g.tarIn(new ByteArrayInputStream(out.toByteArray()), dir + "/copy", o -> o.compress(type));
        assertHoldsSample(dir + "/copy");
    }

    @Test
    void theOldFormsForGzipAndXzCarryTheSame() throws IOException {
        String tree = unpackSample();
        g.tgzOut(tree, host.resolve("a.tgz"));
        g.txzOut(tree, host.resolve("a.txz"));
        g.mkdir(dir + "/gz");
        g.mkdir(dir + "/xz");

        g.tgzIn(host.resolve("a.tgz"), dir + "/gz");
        g.txzIn(host.resolve("a.txz"), dir + "/xz");

        assertHoldsSample(dir + "/gz");
        assertHoldsSample(dir + "/xz");
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(host.resolve("a.tgz")))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("text in sub");
        }
    }

    @Test
    void partsOfTheTreeMayBeLeftOut() {
        String tree = unpackSample();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        g.tarOut(tree, out, o -> o.excludes(List.of("./sub", "link")).numericowner(true));

        g.mkdir(dir + "/copy");
        g.tarIn(new ByteArrayInputStream(out.toByteArray()), dir + "/copy");
        assertThat(g.find(dir + "/copy/")).containsExactly("program");
    }

    @Test
    void extendedAttributesTravelWhenAskedFor() {
        String tree = unpackSample();
        g.setxattr("user.note", "kept", 4, tree + "/program");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        g.tarOut(tree, out, o -> o.xattrs(true).acls(true));

        g.mkdir(dir + "/copy");
        g.tarIn(
                new ByteArrayInputStream(out.toByteArray()),
                dir + "/copy",
                o -> o.xattrs(true).acls(true));
        assertThat(g.getxattr(dir + "/copy/program", "user.note"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("kept");
    }

    @Test
    void aCompressionNewerThanTheDaemonDoesNotCostTheAppliance() {
        try {
            g.tarIn(new ByteArrayInputStream(sampleTar()), dir, o -> o.compress("zstd"));
        } catch (NotSupportedException e) {
            assertThat(e).hasMessageContaining("zstd");
        } catch (GuestFSException e) {
            assertThat(e)
                    .as("a daemon that knows it runs tar, and the archive is plain")
                    .hasMessageContaining("tar");
        }
        assertThat(g.ls(dir)).isEmpty();
    }

    @Test
    void anOptionNewerThanTheDaemonIsToldAsSuch() {
        assertThatThrownBy(() -> g.tarIn(new ByteArrayInputStream(sampleTar()), dir, o -> o.keepdirlink(true)))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("'keepdirlink' is not supported by this appliance (needs 1.59.1, found ");
        assertThat(g.ls(dir)).isEmpty();
    }

    @Test
    void whatIsNoArchiveIsRefusedAndTheHandleStaysInStep() {
        byte[] nonsense = "no archive at all. ".repeat(200_000).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> g.tarIn(new ByteArrayInputStream(nonsense), dir))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("tar");
        assertThatThrownBy(() -> g.tarIn(new ByteArrayInputStream(sampleTar()), dir + "/none"))
                .isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.tarIn(new ByteArrayInputStream(sampleTar()), dir, o -> o.compress("shrink")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("shrink");
        assertThat(g.ls(dir)).isEmpty();
    }

    @Test
    void aMissingTreeLeavesTheFileOfTheHostAlone() throws IOException {
        Path kept = Files.writeString(host.resolve("kept"), "kept");

        assertThatThrownBy(() -> g.tarOut(dir + "/none", kept)).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.cpioOut(dir + "/none", kept)).isInstanceOf(GuestFSException.class);
        assertThat(kept).hasContent("kept");
    }

    @Test
    void aTreeGoesOutAsCpio() {
        String tree = unpackSample();
        ByteArrayOutputStream newc = new ByteArrayOutputStream();
        g.cpioOut(tree, newc);
        assertThat(newc.toString(StandardCharsets.ISO_8859_1))
                .startsWith("070701")
                .contains("text in sub");

        ByteArrayOutputStream crc = new ByteArrayOutputStream();
        g.cpioOut(tree, crc, o -> o.format("crc"));
        assertThat(crc.toString(StandardCharsets.ISO_8859_1)).startsWith("070702");
        assertThatThrownBy(() -> g.cpioOut(tree, new ByteArrayOutputStream(), o -> o.format("odc")))
                .isInstanceOf(GuestFSException.class);
    }

    @Test
    void initialRamDisksAreListedAndRead() throws IOException {
        String tree = unpackSample();
        ByteArrayOutputStream cpio = new ByteArrayOutputStream();
        g.cpioOut(tree, cpio);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            cpio.writeTo(gzip);
        }
        g.write(dir + "/initrd.img", zipped.toByteArray());

        assertThat(g.initrdList(dir + "/initrd.img")).contains("sub", "sub/file", "program", "link");
        assertThat(g.initrdCat(dir + "/initrd.img", "sub/file"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("text in sub\n");
        assertThatThrownBy(() -> g.initrdCat(dir + "/initrd.img", "none")).isInstanceOf(GuestFSException.class);
    }
}
