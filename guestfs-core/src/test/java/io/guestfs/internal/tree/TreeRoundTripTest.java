package io.guestfs.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is packed and unpacked again is what it was. */
class TreeRoundTripTest {

    private static final byte[] NO_UTF8 = {'n', (byte) 0xFF, (byte) 0xC3, '!'};
    private static final FileTime THEN = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path directory;

    private Path tree;
    private Path copy;

    @BeforeEach
    void makeDirectories() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
        copy = Files.createDirectory(directory.resolve("copy"));
    }

    private void roundTrip() throws IOException {
        try (TreeArchive archive = new TreeArchive(tree)) {
            new TreeExtractor(copy, true, new LocalAccess(false, 0, false), false).extract(archive);
        }
    }

    @Test
    void keepsContentPermissionsAndTimes() throws IOException {
        Path file = Files.writeString(tree.resolve("file"), "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-x-w---x"));
        Files.setLastModifiedTime(file, THEN);
        Path closed = Files.createDirectory(tree.resolve("closed"));
        Files.writeString(closed.resolve("inner"), "");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-x---"));
        Files.setLastModifiedTime(closed, THEN);

        roundTrip();

        Path copied = copy.resolve("tree/file");
        assertThat(copied).hasContent("content");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copied)))
                .isEqualTo("r-x-w---x");
        assertThat(Files.getLastModifiedTime(copied)).isEqualTo(THEN);
        assertThat(copy.resolve("tree/closed/inner")).isEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("tree/closed"))))
                .isEqualTo("r-xr-x---");
        assertThat(Files.getLastModifiedTime(copy.resolve("tree/closed"))).isEqualTo(THEN);
    }

    @Test
    void keepsNamesThatAreNoText() throws IOException {
        Files.writeString(LocalNames.child(tree, NO_UTF8), "odd");
        Files.writeString(LocalNames.child(tree, "Grüße\n".getBytes(StandardCharsets.UTF_8)), "utf-8");
        Files.createSymbolicLink(tree.resolve("link"), LocalNames.path(NO_UTF8));

        roundTrip();

        Path copied = copy.resolve("tree");
        assertThat(LocalNames.child(copied, NO_UTF8)).hasContent("odd");
        assertThat(LocalNames.child(copied, "Grüße\n".getBytes(StandardCharsets.UTF_8)))
                .hasContent("utf-8");
        assertThat(LocalNames.bytes(Files.readSymbolicLink(copied.resolve("link"))))
                .isEqualTo(NO_UTF8);
    }

    @Test
    void keepsLongNames() throws IOException {
        Path deep = Files.createDirectories(tree.resolve("d".repeat(120) + "/" + "e".repeat(120)));
        Files.writeString(LocalNames.child(deep, "ü".repeat(100).getBytes(StandardCharsets.UTF_8)), "deep");

        roundTrip();

        assertThat(LocalNames.child(
                        copy.resolve("tree/" + "d".repeat(120) + "/" + "e".repeat(120)),
                        "ü".repeat(100).getBytes(StandardCharsets.UTF_8)))
                .hasContent("deep");
    }

    @Test
    void keepsLinksAsTheyAre() throws IOException {
        Files.writeString(tree.resolve("a"), "twice");
        Files.createLink(tree.resolve("b"), tree.resolve("a"));
        Files.createSymbolicLink(tree.resolve("nowhere"), Path.of("../../missing"));

        roundTrip();

        Path copied = copy.resolve("tree");
        assertThat(Files.isSameFile(copied.resolve("a"), copied.resolve("b"))).isTrue();
        assertThat(Files.readSymbolicLink(copied.resolve("nowhere"))).isEqualTo(Path.of("../../missing"));
    }

    @Test
    void keepsHolesSmall() throws IOException {
        long size = 64L * 1024 * 1024;
        try (SeekableByteChannel file =
                Files.newByteChannel(tree.resolve("sparse"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.position(size - 1);
            file.write(ByteBuffer.wrap(new byte[1]));
        }

        roundTrip();

        Path copied = copy.resolve("tree/sparse");
        assertThat(copied).hasSize(size);
        assertThat(Files.mismatch(tree.resolve("sparse"), copied)).isEqualTo(-1);
        assertThat(blocks(copied)).as("blocks of 512 bytes").isLessThan(1024);
    }

    /** Java does not tell how much room a file takes. */
    private static long blocks(Path file) throws IOException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
    }

    @Test
    void packsASingleFileUnderItsName() throws IOException {
        Path file = Files.writeString(tree.resolve("only"), "one");
        try (TreeArchive archive = new TreeArchive(file)) {
            new TreeExtractor(copy, true, new LocalAccess(false, 0, false), false).extract(archive);
        }
        assertThat(copy.resolve("only")).hasContent("one");
    }

    @Test
    void leavesOutWhatTheUmaskForbids() throws IOException {
        Path file = Files.writeString(tree.resolve("open"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (TreeArchive archive = new TreeArchive(tree)) {
            new TreeExtractor(copy, true, new LocalAccess(false, 027, false), false).extract(archive);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("tree/open"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void namesTheFileThatIsMissing() {
        try (TreeArchive archive = new TreeArchive(tree.resolve("missing"))) {
            assertThatThrownBy(archive::readAllBytes)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("missing");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesAnArchiveThatBreaksOff() throws IOException {
        Files.write(tree.resolve("file"), new byte[100_000]);
        byte[] whole;
        try (TreeArchive archive = new TreeArchive(tree)) {
            whole = archive.readNBytes(50_000);
        }
        assertThatThrownBy(() -> new TreeExtractor(copy, true, new LocalAccess(false, 0, false), false)
                        .extract(new ByteArrayInputStream(whole)))
                .isInstanceOf(IOException.class);
    }
}
