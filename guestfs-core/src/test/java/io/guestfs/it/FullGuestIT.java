package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the guest is full: every call that writes says so, and none loses anything silently. */
class FullGuestIT {

    private static final int MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(8);

    private final GuestFS g = appliance.g();

    @TempDir
    Path directory;

    @BeforeEach
    void fill() {
        g.umountAll();
        g.mkfs("ext2", "/dev/sda");
        g.mount("/dev/sda", "/");
        g.mkdir("/d");
        g.write("/d/before", "kept".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Path localFile(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        return Files.write(directory.resolve("large"), content);
    }

    private void saysNoSpace(ThrowingCallable call, String what) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOSPC"))
                .hasMessageContaining(what)
                .message()
                .containsIgnoringCase("no space left");
        assertThat(g.cat("/d/before")).isEqualTo("kept");
        g.sync();
    }

    @Test
    void upload() throws IOException {
        Path file = localFile(20 * MIB);
        saysNoSpace(() -> g.upload(file, "/d/file"), "/d/file");
    }

    @Test
    void uploadToAFullDisk() throws IOException {
        Path file = localFile(MIB);
        assertThatThrownBy(() -> g.upload(localFile(20 * MIB), "/d/filler")).isInstanceOf(GuestFSException.class);
        saysNoSpace(() -> g.upload(localFile(MIB), "/d/file"), "/d/file");
        assertThat(file).exists();
    }

    @Test
    void uploadIntoTheMiddle() throws IOException {
        Path file = localFile(20 * MIB);
        g.touch("/d/file");
        saysNoSpace(() -> g.uploadOffset(file, "/d/file", 1000), "/d/file");
    }

    @Test
    void smallWrite() throws IOException {
        byte[] content = Files.readAllBytes(localFile(2 * MIB));
        saysNoSpace(
                () -> {
                    for (int i = 0; i < 10; i++) {
                        g.write("/d/file" + i, content);
                    }
                },
                "/d/file");
    }

    @Test
    void largeWrite() throws IOException {
        byte[] content = Files.readAllBytes(localFile(20 * MIB));
        saysNoSpace(() -> g.write("/d/file", content), "/d/file");
    }

    @Test
    void writeAppend() throws IOException {
        byte[] content = Files.readAllBytes(localFile(MIB));
        saysNoSpace(
                () -> {
                    for (int i = 0; i < 20; i++) {
                        g.writeAppend("/d/file", content);
                    }
                },
                "/d/file");
    }

    @Test
    void copyIn() throws IOException {
        String file = localFile(20 * MIB).toString();
        saysNoSpace(() -> g.copyIn(file, "/d"), "large");
    }

    @Test
    void tarIn() throws IOException {
        byte[] archive = new TarArchive()
                .file("large", 0644, Files.readAllBytes(localFile(20 * MIB)))
                .toByteArray();
        saysNoSpace(() -> g.tarIn(new ByteArrayInputStream(archive), "/d"), "/d");
    }

    @Test
    void fillAndCopyInsideTheGuest() {
        saysNoSpace(() -> g.fill(7, 20 * MIB, "/d/file"), "/d/file");
        saysNoSpace(() -> g.cpA("/d/file", "/d/copy"), "/d/copy");
    }
}
