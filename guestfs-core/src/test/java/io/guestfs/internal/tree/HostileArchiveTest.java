package io.guestfs.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest that makes up archives gets nothing onto the host outside of the copy. */
class HostileArchiveTest {

    @TempDir
    private Path directory;

    private Path outside;
    private Path copy;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "ISO-8859-1");

    @BeforeEach
    void makeDirectories() throws IOException {
        outside = Files.createDirectory(directory.resolve("outside"));
        copy = Files.createDirectory(directory.resolve("copy"));
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    private void file(String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(4);
        entry.setMode(07777);
        tar.putArchiveEntry(entry);
        tar.write("evil".getBytes(StandardCharsets.US_ASCII));
        tar.closeArchiveEntry();
    }

    private void entry(String name, byte type, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        entry.setMode(0755);
        entry.setModTime(1_234_567_890_000L);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private TreeExtractor extract() throws IOException {
        return extract(CopyRules.CAUTIOUS);
    }

    private TreeExtractor extract(CopyRules rules) throws IOException {
        tar.close();
        TreeExtractor extractor =
                new TreeExtractor(copy, true, new LocalAccess(false, 0, rules.specialBits()), rules.devices());
        extractor.extract(new ByteArrayInputStream(bytes.toByteArray()));
        return extractor;
    }

    private void assertRefused(String name) {
        assertThatThrownBy(this::extract)
                .isInstanceOf(RefusedEntryException.class)
                .hasMessageContaining(name);
        assertThat(outside).isEmptyDirectory();
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(outside) && !path.equals(copy));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside/x", "a/../../outside/x", "..", "./..", "/outside"})
    void namesCannotLeadOut(String name) throws IOException {
        file(name);
        assertRefused(name);
    }

    @Test
    void anAbsoluteNameWritesNothing() throws IOException {
        file(outside.resolve("x").toString());
        assertRefused("outside");
    }

    @Test
    void linksOfTheArchiveAreNotFollowed() throws IOException {
        entry("link", TarConstants.LF_SYMLINK, outside.toString());
        file("link/x");
        assertRefused("link/x");
    }

    @Test
    void linksThatWereThereAreNotFollowed() throws IOException {
        Files.createSymbolicLink(copy.resolve("link"), outside);
        file("link/x");
        assertRefused("link/x");
    }

    @Test
    void aDirectoryReplacesALink() throws IOException {
        entry("link", TarConstants.LF_SYMLINK, outside.toString());
        entry("link/", TarConstants.LF_DIR, "");
        file("link/x");
        extract();
        assertThat(outside).isEmptyDirectory();
        assertThat(copy.resolve("link/x")).hasContent("evil");
    }

    @Test
    void aLinkDoesNotReplaceADirectory() throws IOException {
        entry("dir/", TarConstants.LF_DIR, "");
        entry("dir", TarConstants.LF_SYMLINK, outside.toString());
        assertRefused("dir");
    }

    @Test
    void aFileReplacesALinkAndLeavesItsTargetAlone() throws IOException {
        Path victim = Files.writeString(directory.resolve("outside").resolve("victim"), "good");
        entry("link", TarConstants.LF_SYMLINK, victim.toString());
        file("link");
        extract();
        assertThat(victim).hasContent("good");
        assertThat(copy.resolve("link")).hasContent("evil").isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside/victim", "/etc/passwd", "link/victim", "."})
    void hardLinksStayInside(String target) throws IOException {
        Files.createSymbolicLink(copy.resolve("link"), outside);
        entry("stolen", TarConstants.LF_LINK, target);
        assertThatThrownBy(this::extract).isInstanceOf(RefusedEntryException.class);
        assertThat(copy.resolve("stolen")).doesNotExist();
    }

    @Test
    void specialBitsAreDropped() throws IOException {
        file("suid");
        extract();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("suid"))))
                .isEqualTo("rwxrwxrwx");
        assertThat((Integer) Files.getAttribute(copy.resolve("suid"), "unix:mode") & 07000)
                .isZero();
    }

    @Test
    void devicesAndPipesAreLeftOut() throws IOException {
        entry("\u001bdev", TarConstants.LF_CHR, "");
        entry("pipe", TarConstants.LF_FIFO, "");
        file("file");

        TreeExtractor extractor = extract();

        assertThat(Files.exists(copy.resolve("pipe"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(copy.resolve("file")).exists();
        assertThat(extractor.leftOut()).isEqualTo(2);
        assertThat(extractor.firstLeftOut())
                .as("shown without control characters")
                .isEqualTo("\\x1bdev");
    }

    @Test
    void aSecondNameOfADeviceIsLeftOutToo() throws IOException {
        entry("dev", TarConstants.LF_CHR, "");
        entry("again", TarConstants.LF_LINK, "dev");
        file("file");

        assertThat(extract().leftOut()).isEqualTo(2);
        assertThat(copy.resolve("file")).exists();
    }

    @Test
    void specialBitsAreKeptOnRequest() throws IOException {
        file("suid");
        TarArchiveEntry sticky = new TarArchiveEntry("sticky/");
        sticky.setMode(01770);
        tar.putArchiveEntry(sticky);
        tar.closeArchiveEntry();

        extract(new CopyRules(false, true));

        assertThat((Integer) Files.getAttribute(copy.resolve("suid"), "unix:mode") & 07777)
                .isEqualTo(07777);
        assertThat((Integer) Files.getAttribute(copy.resolve("sticky"), "unix:mode") & 07777)
                .isEqualTo(01770);
    }

    @Test
    void pipesAreMadeOnRequest() throws IOException {
        Files.createSymbolicLink(copy.resolve("pipe"), outside.resolve("victim"));
        entry("pipe", TarConstants.LF_FIFO, "");
        entry("dir/", TarConstants.LF_DIR, "");
        entry("dir/\u00e4", TarConstants.LF_FIFO, "");

        assertThat(extract(new CopyRules(true, false)).leftOut()).isZero();

        assertThat(outside).isEmptyDirectory();
        assertThat(mode(copy.resolve("pipe"))).isEqualTo(010755);
        assertThat(Files.getLastModifiedTime(copy.resolve("pipe")).toMillis()).isEqualTo(1_234_567_890_000L);
        assertThat(mode(LocalNames.child(copy.resolve("dir"), new byte[] {(byte) 0xE4})))
                .isEqualTo(010755);
        assertThat(copy).isDirectoryNotContaining(path -> path.toString().contains(".guestfs-"));
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void namesOfAbsurdLengthCostNoMemory() throws IOException {
        byte[] name = "x".repeat(2 * 1024 * 1024).getBytes(StandardCharsets.US_ASCII);
        TarArchiveEntry longName = new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
        longName.setSize(name.length);
        tar.putArchiveEntry(longName);
        tar.write(name);
        tar.closeArchiveEntry();
        file("short");
        assertThatThrownBy(this::extract).isInstanceOf(IOException.class).hasMessageContaining("header");
    }
}
