package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checksums, base64, compressed copies, and copies inside the guest. */
class ChecksumsAndCopiesIT {

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();
    private final String file = dir + "/file";
    private final byte[] content = noise();

    private static byte[] noise() {
        byte[] noise = new byte[100_001];
        new Random(1).nextBytes(noise);
        return noise;
    }

    @ParameterizedTest
    @CsvSource({"md5,MD5", "sha1,SHA-1", "sha224,SHA-224", "sha256,SHA-256", "sha384,SHA-384", "sha512,SHA-512"})
    void checksumsAgreeWithThoseOfJava(String type, String algorithm) throws NoSuchAlgorithmException {
        g.write(file, content);

        assertThat(g.checksum(type, file))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance(algorithm).digest(content)));
    }

    @Test
    void theOldChecksumIsThatOfPosix() {
        g.write(file, "123456789".getBytes(StandardCharsets.UTF_8));

        assertThat(g.checksum("crc", file)).isEqualTo("930766865");
        assertThatThrownBy(() -> g.checksum("none", file)).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.checksum("md5", dir + "/none")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void aTreeIsSummedFileByFile() {
        g.mkdir(dir + "/tree");
        g.write(dir + "/tree/a", "a".getBytes(StandardCharsets.UTF_8));
        g.write(dir + "/tree/b", new byte[0]);

        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        g.checksumsOut("md5", dir + "/tree", sums);

        assertThat(sums.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyInAnyOrder(
                        "0cc175b9c0f1b6a831c399e269772661  ./a", "d41d8cd98f00b204e9800998ecf8427e  ./b");
    }

    @Test
    void aDeviceIsSummed() throws NoSuchAlgorithmException, IOException {
        g.umountAll();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            g.download("/dev/sda", new DigestSink(digest));
            assertThat(g.checksumDevice("sha256", "/dev/sda"))
                    .isEqualTo(HexFormat.of().formatHex(digest.digest()));
        } finally {
            g.mount("/dev/sda", "/");
        }
    }

    @Test
    void base64IsDecodedOnTheWayInAndEncodedOnTheWayOut() {
        byte[] encoded = Base64.getMimeEncoder().encode(content);
        g.base64In(new ByteArrayInputStream(encoded), file);
        assertThat(g.readFile(file)).isEqualTo(content);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        g.base64Out(file, out);
        assertThat(Base64.getMimeDecoder().decode(out.toByteArray())).isEqualTo(content);
    }

    @Test
    void base64MayHoldOtherCharactersButMustBeComplete() {
        g.base64In(new ByteArrayInputStream("SG!Vs\u0001bG8=".getBytes(StandardCharsets.UTF_8)), file);
        assertThat(g.cat(file)).isEqualTo("Hello");

        byte[] cut = ("QUJD".repeat(50_000) + "Q").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> g.base64In(new ByteArrayInputStream(cut), file))
                .isInstanceOf(GuestFSException.class);
        assertThat(g.isDir(dir)).isTrue();
    }

    @Test
    void filesComeOutCompressed() throws IOException {
        g.write(file, content);

        ByteArrayOutputStream fast = new ByteArrayOutputStream();
        g.compressOut("gzip", file, fast);
        assertThat(unzip(fast)).isEqualTo(content);
        ByteArrayOutputStream best = new ByteArrayOutputStream();
        g.compressOut("gzip", file, best, o -> o.level(9));
        assertThat(unzip(best)).isEqualTo(content);
        assertThatThrownBy(() -> g.compressOut("gzip", file, new ByteArrayOutputStream(), o -> o.level(10)))
                .isInstanceOf(GuestFSException.class);
    }

    private static byte[] unzip(ByteArrayOutputStream zipped) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(zipped.toByteArray())).readAllBytes();
    }

    @ParameterizedTest
    @CsvSource({"bzip2,425a68", "xz,fd377a585a00", "lzop,894c5a4f"})
    void otherCompressionsStartWithTheirMark(String type, String mark) {
        g.write(file, content);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        g.compressOut(type, file, out);

        assertThat(HexFormat.of().formatHex(out.toByteArray())).startsWith(mark);
    }

    @Test
    void unknownCompressionsAreRefused() {
        g.write(file, content);

        assertThatThrownBy(() -> g.compressOut("shrink", file, new ByteArrayOutputStream()))
                .isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.compressOut("gzip", dir + "/none", new ByteArrayOutputStream()))
                .isInstanceOf(GuestFSException.class);
        assertThat(g.filesize(file)).isEqualTo(content.length);
    }

    @Test
    void aDeviceComesOutCompressed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        g.compressDeviceOut("gzip", "/dev/sda", out, o -> o.level(1));

        long size = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray()))
                .transferTo(OutputStream.nullOutputStream());
        assertThat(size).isEqualTo(g.blockdevGetsize64("/dev/sda"));
    }

    @Test
    void partsAreCopiedFromFileToFile() {
        g.write(file, content);
        g.copyFileToFile(file, dir + "/whole");
        assertThat(g.readFile(dir + "/whole")).isEqualTo(content);

        g.write(dir + "/part", "emptied before it is written".getBytes(StandardCharsets.UTF_8));
        g.copyFileToFile(file, dir + "/part", o -> o.srcoffset(7).destoffset(2).size(5));
        assertThat(g.filesize(dir + "/part")).isEqualTo(7);
        assertThat(g.pread(dir + "/part", 2, 0)).containsExactly(0, 0);
        assertThat(g.pread(dir + "/part", 5, 2)).isEqualTo(Arrays.copyOfRange(content, 7, 12));

        g.copyFileToFile(dir + "/part", dir + "/whole", o -> o.append(true));
        assertThat(g.filesize(dir + "/whole")).isEqualTo(content.length + 7);
    }

    @Test
    void zerosAreLeftOutOfSparseCopies() {
        g.touch(file);
        g.truncateSize(file, 4 * 1024 * 1024 - 1);
        g.writeAppend(file, new byte[] {1}); // zeros at the very end would be lost (daemon 1.48.6)
        g.copyFileToFile(file, dir + "/sparse", o -> o.sparse(true));

        assertThat(g.filesize(dir + "/sparse")).isEqualTo(4 * 1024 * 1024);
        assertThat(g.stat(dir + "/sparse").blocks()).isLessThan(100);
        assertThatThrownBy(() -> g.copyFileToFile(file, dir + "/more", o -> o.size(5 * 1024 * 1024)))
                .isInstanceOf(GuestFSException.class);
    }

    @Test
    void treesAreSynchronised() {
        g.mkdirP(dir + "/from/sub");
        g.mkdir(dir + "/to");
        g.write(dir + "/from/sub/f", content);
        g.touch(dir + "/to/extra");

        g.rsync(dir + "/from/", dir + "/to", o -> o.archive(true));
        assertThat(g.find(dir + "/to/")).containsExactly("extra", "sub", "sub/f");
        g.rsync(dir + "/from/", dir + "/to", o -> o.archive(true).deletedest(true));
        assertThat(g.find(dir + "/to/")).containsExactly("sub", "sub/f");
        assertThat(g.equal(dir + "/from/sub/f", dir + "/to/sub/f")).isTrue();
    }

    @Test
    void rsyncTalksToPlacesOutsideTheGuest() {
        // A remote place without a host name is a place of the appliance; the guest lies under /sysroot there.
        g.mkdirP(dir + "/guest/in");
        g.write(dir + "/guest/f", content);

        g.rsyncOut(dir + "/guest/f", "/sysroot" + dir + "/out");
        assertThat(g.readFile(dir + "/out")).isEqualTo(content);
        g.rsyncIn("/sysroot" + dir + "/out", dir + "/guest/in", o -> o.archive(true));
        assertThat(g.readFile(dir + "/guest/in/out")).isEqualTo(content);
        assertThatThrownBy(() -> g.rsyncIn("/sysroot/none", dir)).isInstanceOf(GuestFSException.class);
    }
}
