package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading, writing, copying and removing files. */
class FilesIT {

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();
    private final String file = dir + "/file";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }

    @Test
    void textIsReadBackAsItWasWritten() {
        g.write(file, bytes("Grüße\n"));

        assertThat(g.cat(file)).isEqualTo("Grüße\n");
        assertThat(g.readFile(file)).isEqualTo(bytes("Grüße\n"));
        assertThat(g.filesize(file)).isEqualTo(8);
    }

    @Test
    void writingReplacesWhatWasThere() {
        g.write(file, bytes("a long text"));
        g.write(file, bytes("short"));
        assertThat(g.cat(file)).isEqualTo("short");

        g.write(file, new byte[0]);
        assertThat(g.readFile(file)).isEmpty();
    }

    @Test
    void appendingMakesTheFileOrAddsAtItsEnd() {
        g.writeAppend(file, bytes("one"));
        g.writeAppend(file, bytes(" two"));

        assertThat(g.cat(file)).isEqualTo("one two");
    }

    @Test
    void contentLargerThanOneMessageIsWrittenAppendedAndRead() {
        byte[] first = noise(5_000_001);
        byte[] second = noise(4_200_000);
        g.write(file, first);
        g.writeAppend(file, second);

        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertThat(g.readFile(file)).isEqualTo(both);
    }

    @Test
    void linesComeWithoutTheirEnds() {
        g.write(file, bytes("unix\ndos\r\n\nwithout end"));
        assertThat(g.readLines(file)).containsExactly("unix", "dos", "", "without end");

        g.write(file, new byte[0]);
        assertThat(g.readLines(file)).isEmpty();
    }

    @Test
    void everyByteSurvivesAsText() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        g.write(file, all);

        assertThat(g.cat(file)).hasSize(256).contains("\0", "A", "\udc80", "\udcff");
        assertThat(g.readFile(file)).isEqualTo(all);
    }

    @Test
    void theOldWriteCallTakesASizeOrTheWholeText() {
        g.writeFile(file, "content", 0);
        assertThat(g.cat(file)).isEqualTo("content");

        g.writeFile(file, "content", 4);
        assertThat(g.cat(file)).isEqualTo("cont");
    }

    @Test
    void partsAreReadAndWrittenInPlace() {
        g.write(file, bytes("0123456789"));

        assertThat(g.pread(file, 4, 3)).isEqualTo(bytes("3456"));
        assertThat(g.pread(file, 100, 8)).isEqualTo(bytes("89"));
        assertThat(g.pread(file, 100, 10)).isEmpty();
        assertThat(g.pwrite(file, bytes("xy"), 5)).isEqualTo(2);
        assertThat(g.cat(file)).isEqualTo("01234xy789");
    }

    @Test
    void readingAPartRefusesWhatNoMessageCanCarry() {
        g.write(file, bytes("0123456789"));

        assertThatThrownBy(() -> g.pread(file, 5_000_000, 0)).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.pread(file, -1, 0)).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.pread(file, 1, -1)).isInstanceOf(GuestFSException.class);
        assertThat(g.cat(file)).isEqualTo("0123456789");
    }

    @Test
    void filesAreShortenedAndExtended() {
        g.write(file, bytes("0123456789"));

        g.truncateSize(file, 4);
        assertThat(g.cat(file)).isEqualTo("0123");
        g.truncateSize(file, 6);
        assertThat(g.cat(file)).isEqualTo("0123\0\0");
        g.truncate(file);
        assertThat(g.filesize(file)).isZero();
    }

    @Test
    void spaceIsReserved() {
        g.fallocate(file, 1_000_000);
        assertThat(g.filesize(file)).isEqualTo(1_000_000);
        assertThat(g.stat(file).blocks()).isGreaterThanOrEqualTo(1_000_000 / 512);

        g.fallocate64(dir + "/other", 2_000_000);
        assertThat(g.filesize(dir + "/other")).isEqualTo(2_000_000);
    }

    @Test
    void aFullFileSystemIsReportedWithItsErrno() {
        assertThatThrownBy(() -> g.fallocate64(file, 1L << 40))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isIn("ENOSPC", "EFBIG"));
        // What was reserved before the space ended stays with the file.
        g.rmF(file);
    }

    @Test
    void filesAreFilledWithAByteOrAPattern() {
        g.fill('x', 10, file);
        assertThat(g.cat(file)).isEqualTo("xxxxxxxxxx");

        g.fillPattern("abc", 8, dir + "/pattern");
        assertThat(g.cat(dir + "/pattern")).isEqualTo("abcabcab");

        assertThatThrownBy(() -> g.fill(256, 10, file)).isInstanceOf(GuestFSException.class);
    }

    @Test
    void oneFileIsCopied() {
        g.write(file, bytes("content"));
        g.chmod(0600, file);
        g.utimens(file, 1_000_000_000, 0, 1_100_000_000, 0);

        g.cp(file, dir + "/plain");
        g.cpA(file, dir + "/archived");

        assertThat(g.cat(dir + "/plain")).isEqualTo("content");
        assertThat(g.stat(dir + "/plain").mtime()).isNotEqualTo(1_100_000_000);
        assertThat(g.cat(dir + "/archived")).isEqualTo("content");
        assertThat(g.stat(dir + "/archived").mtime()).isEqualTo(1_100_000_000);
        assertThat(g.stat(dir + "/archived").mode() & 0777).isEqualTo(0600);
    }

    @Test
    void treesAreCopied() {
        g.mkdirP(dir + "/from/sub");
        g.write(dir + "/from/sub/f", bytes("deep"));

        g.cpR(dir + "/from", dir + "/to");

        assertThat(g.find(dir + "/to/")).containsExactly("sub", "sub/f");
        assertThat(g.cat(dir + "/to/sub/f")).isEqualTo("deep");
    }

    @Test
    void filesAreMovedAndRenamed() {
        g.write(file, bytes("content"));
        g.mkdir(dir + "/sub");

        g.mv(file, dir + "/sub");
        assertThat(g.ls(dir)).containsExactly("sub");
        g.rename(dir + "/sub/file", dir + "/sub/renamed");
        assertThat(g.ls(dir + "/sub")).containsExactly("renamed");
        assertThat(g.cat(dir + "/sub/renamed")).isEqualTo("content");
    }

    @Test
    void filesAndTreesAreRemoved() {
        g.write(file, bytes("content"));
        g.rm(file);
        assertThat(g.exists(file)).isFalse();

        g.rmF(file);
        g.touch(file);
        g.rmF(file);
        assertThat(g.exists(file)).isFalse();

        g.mkdirP(dir + "/a/b/c");
        g.rmRf(dir + "/a");
        assertThat(g.ls(dir)).isEmpty();
    }

    @Test
    void removingReportsWhyItFailed() {
        assertThatThrownBy(() -> g.rm(file))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"))
                .hasMessageContaining(file);
        assertThatThrownBy(() -> g.rm(dir)).isInstanceOf(GuestFSException.class);
        assertThat(g.isDir(dir)).isTrue();
    }

    @Test
    void readingAMissingFileReportsTheErrnoAndTheName() {
        assertThatThrownBy(() -> g.cat(file))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"))
                .hasMessageContaining(file);
        assertThatThrownBy(() -> g.cat(dir)).isInstanceOf(GuestFSException.class);
    }

    @Test
    void pathsMustBeAbsolute() {
        assertThatThrownBy(() -> g.touch("relative"))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("must start with a /");
    }

    @Test
    void aNewDirectoryWithARandomNameIsForItsOwnerOnly() {
        String one = g.mkdtemp(dir + "/tmpXXXXXX");
        String other = g.mkdtemp(dir + "/tmpXXXXXX");

        assertThat(one).isNotEqualTo(other).startsWith(dir + "/tmp");
        assertThat(g.stat(one).mode() & 07777).isEqualTo(0700);
    }

    @Test
    void blocksAreCopiedFromFileToFile() {
        byte[] content = noise(100_000);
        g.write(file, content);

        g.dd(file, dir + "/whole");
        g.copySize(file, dir + "/part", 70_000);

        assertThat(g.readFile(dir + "/whole")).isEqualTo(content);
        assertThat(g.readFile(dir + "/part")).isEqualTo(Arrays.copyOf(content, 70_000));
        assertThatThrownBy(() -> g.copySize(file, dir + "/more", 100_001)).isInstanceOf(GuestFSException.class);
    }
}
