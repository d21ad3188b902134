package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the guest is full: every call that writes says so, where, and what to do; none loses anything silently. */
class FullGuestIT {

    private static final int MIB = 1024 * 1024;

    /** More than the disk holds. */
    private static final int TOO_LARGE = 9 * MIB;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(8);

    private final GuestFS g = appliance.g();

    @TempDir
    Path directory;

    @BeforeEach
    void makeFileSystem() {
        g.umountAll();
        g.mke2fs("/dev/sda", o -> o.fstype("ext2").numberofinodes(64));
        g.mount("/dev/sda", "/");
        g.mkdir("/d");
        g.write("/d/before", "kept".getBytes(US_ASCII));
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        return content;
    }

    private Path localFile(int size) throws IOException {
        return Files.write(directory.resolve("large"), content(size));
    }

    private void saysNoSpace(ThrowingCallable call, String name, String path) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(GuestFSException.class, e -> {
                    assertThat(e.errnoName()).isEqualTo("ENOSPC");
                    assertThat(e.call()).isEqualTo(name);
                })
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining("that holds '" + path + "'")
                .hasMessageContaining("delete something there, or make the file system larger")
                .message()
                .containsIgnoringCase("no space left");
        assertThat(g.cat("/d/before")).as("the handle works on").isEqualTo("kept");
        g.sync();
    }

    @Test
    void upload() throws IOException {
        Path file = localFile(TOO_LARGE);
        saysNoSpace(() -> g.upload(file, "/d/file"), "upload", "/d/file");
        saysNoSpace(() -> g.upload(file, "/d/other"), "upload", "/d/other");
        saysNoSpace(() -> g.uploadOffset(file, "/d/file", 1000), "upload_offset", "/d/file");
    }

    @Test
    void write() {
        byte[] fits = content(2 * MIB);
        saysNoSpace(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        g.write("/d/file", fits);
                        g.mv("/d/file", "/d/file" + i);
                    }
                },
                "write",
                "/d/file");
        saysNoSpace(() -> g.writeAppend("/d/file", content(MIB)), "write_append", "/d/file");
        // What does not fit into a message is uploaded.
        saysNoSpace(() -> g.write("/d/file", content(TOO_LARGE)), "upload", "/d/file");
    }

    @Test
    void trees() throws IOException {
        String file = localFile(TOO_LARGE).toString();
        saysNoSpace(() -> g.copyIn(file, "/d"), "tar_in", "/d");
        g.rm("/d/large");
        byte[] archive =
                new TarArchive().file("large", 0644, content(TOO_LARGE)).toByteArray();
        saysNoSpace(() -> g.tarIn(new ByteArrayInputStream(archive), "/d"), "tar_in", "/d");
        g.rm("/d/large");
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(archive);
        }
        saysNoSpace(() -> g.tgzIn(new ByteArrayInputStream(compressed.toByteArray()), "/d"), "tgz_in", "/d");
    }

    @Test
    void base64() {
        byte[] encoded = Base64.getMimeEncoder().encode(content(TOO_LARGE));
        saysNoSpace(() -> g.base64In(new ByteArrayInputStream(encoded), "/d/file"), "base64_in", "/d/file");
    }

    @Test
    void insideTheGuest() {
        saysNoSpace(() -> g.fill(7, TOO_LARGE, "/d/file"), "fill", "/d/file");
        saysNoSpace(() -> g.cpA("/d/file", "/d/copy"), "cp_a", "/d/copy");
    }

    @Test
    void noRoomForMoreFiles() throws IOException {
        saysNoSpace(
                () -> {
                    for (int i = 0; i < 64; i++) {
                        g.mkdir("/d/" + i);
                    }
                    g.mkdir("/d/last");
                },
                "mkdir",
                "/d/" + g.statvfs("/").ffree());
        String file = localFile(1000).toString();
        saysNoSpace(() -> g.write("/d/file", content(1000)), "write", "/d/file");
        saysNoSpace(() -> g.upload(file, "/d/file"), "upload", "/d/file");
        saysNoSpace(() -> g.copyIn(file, "/d"), "tar_in", "/d");
    }

    @Test
    void anotherReasonIsNotTakenForAFullDisk() {
        saysNoSpace(() -> g.fill(7, TOO_LARGE, "/d/file"), "fill", "/d/file");

        assertThatThrownBy(() -> g.tarIn(new ByteArrayInputStream(content(20_000)), "/d"))
                .isExactlyInstanceOf(GuestFSException.class)
                .hasMessageNotContaining("delete something")
                .hasMessageContaining("tar");
        assertThatThrownBy(() -> g.upload(new ByteArrayInputStream(content(10)), "/none/file"))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"));
    }
}
