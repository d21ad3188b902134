package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.LocalFileException;
import io.guestfs.event.Event;
import io.guestfs.event.EventHandle;
import io.guestfs.event.EventKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Trees on their way into a real guest and out of it. */
class TreeCopiesIT {

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64, 16);

    @TempDir
    private Path directory;

    private final GuestFS g = appliance.g();

    @BeforeAll
    static void makeFileSystems() {
        GuestFS g = appliance.g();
        g.mkfs("ext4", "/dev/sda");
        g.mkfs("ext2", "/dev/sdb");
        g.mount("/dev/sda", "/");
        g.mkdir("/small");
        g.mount("/dev/sdb", "/small");
    }

    @BeforeEach
    void empty() {
        g.rmRf("/target");
        g.mkdir("/target");
    }

    @Test
    void aTreeSurvivesBothWays() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        byte[] content = new byte[3_000_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(tree.resolve("Grüße und mehr"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_234_567_890_000L));
        Files.createLink(tree.resolve("again"), file);
        Files.createSymbolicLink(tree.resolve("link"), Path.of("/etc/nowhere"));
        Files.createDirectories(tree.resolve("x".repeat(200)).resolve("deep"));
        Path out = Files.createDirectory(directory.resolve("out"));

        g.copyIn(tree.toString(), "/target");

        assertThat(g.lstat("/target/tree/Grüße und mehr").mtime()).isEqualTo(1_234_567_890);
        assertThat(g.lstat("/target/tree/Grüße und mehr").mode() & 07777).isEqualTo(0640);
        assertThat(g.lstat("/target/tree/again").ino())
                .isEqualTo(g.lstat("/target/tree/Grüße und mehr").ino());
        assertThat(g.readlink("/target/tree/link")).isEqualTo("/etc/nowhere");

        g.copyOut("/target/tree", out.toString());

        Path copied = out.resolve("tree/Grüße und mehr");
        assertThat(copied).hasBinaryContent(content);
        assertThat(Files.getLastModifiedTime(copied)).isEqualTo(FileTime.fromMillis(1_234_567_890_000L));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copied)))
                .isEqualTo("rw-r-----");
        assertThat(Files.isSameFile(copied, out.resolve("tree/again"))).isTrue();
        assertThat(Files.readSymbolicLink(out.resolve("tree/link"))).isEqualTo(Path.of("/etc/nowhere"));
        assertThat(out.resolve("tree").resolve("x".repeat(200)).resolve("deep")).isDirectory();
    }

    @Test
    void namesThatAreNoTextComeOutAndGoIn() {
        String odd = "odd\uDCFF\uDCC3";
        g.mkdir("/target/names");
        g.touch("/target/names/" + odd);
        Path out = directory;

        g.copyOut("/target/names", out.toString());
        g.mkdir("/target/second");
        g.copyIn(out.resolve("names").toString(), "/target/second");

        assertThat(g.ls("/target/second/names")).containsExactly(odd);
    }

    @Test
    void aSingleFileKeepsItsName() throws IOException {
        Path file = Files.writeString(directory.resolve("single"), "one");
        g.copyIn(file.toString(), "/target");
        Files.delete(file);

        g.copyOut("/target/single", directory.toString());

        assertThat(file).hasContent("one");
    }

    @Test
    void devicesAreLeftOutWithAWarning() throws IOException {
        g.mkdir("/target/dev");
        g.mknodC(0666, 1, 3, "/target/dev/null");
        g.write("/target/dev/file", new byte[] {1});
        List<String> warnings = new ArrayList<>();
        try (EventHandle handle = g.setEventCallback(
                event -> warnings.add(((Event.Message) event).text()), EnumSet.of(EventKind.WARNING))) {
            assertThat(handle).isNotNull();
            g.copyOut("/target/dev", directory.toString());
        }

        assertThat(directory.resolve("dev")).isDirectoryContaining(path -> path.endsWith("file"));
        assertThat(directory.resolve("dev/null")).doesNotExist();
        assertThat(warnings).singleElement().asString().contains("null");
    }

    @Test
    void devicesAndSpecialBitsComeWhenAskedFor() throws IOException {
        assumeTrue(System.getProperty("user.name", "").equals("root"), "only root may make devices");
        g.mkdir("/target/special");
        g.mknodC(0666, 1, 3, "/target/special/null");
        // The mask of the daemon took away some of it.
        g.chmod(0666, "/target/special/null");
        g.mknodB(0600, 7, 200, "/target/special/loop");
        g.mkfifo(0600, "/target/special/pipe");
        g.write("/target/special/suid", new byte[] {1});
        g.chmod(04755, "/target/special/suid");

        g.copyOut("/target/special", directory.toString(), o -> o.devices(true).specialbits(true));

        Path copy = directory.resolve("special");
        assertThat(Files.getAttribute(copy.resolve("null"), "unix:mode")).isEqualTo(020666);
        assertThat(Files.getAttribute(copy.resolve("null"), "unix:rdev")).isEqualTo(0x103L);
        assertThat(Files.getAttribute(copy.resolve("loop"), "unix:mode")).isEqualTo(060600);
        assertThat(Files.getAttribute(copy.resolve("pipe"), "unix:mode")).isEqualTo(010600);
        assertThat(Files.getAttribute(copy.resolve("suid"), "unix:mode")).isEqualTo(0104755);

        g.mkdir("/target/back");
        g.copyIn(copy.toString(), "/target/back");
        assertThat(g.lstat("/target/back/special/null").rdev()).isEqualTo(0x103L);
        assertThat(g.lstat("/target/back/special/suid").mode()).isEqualTo(0104755);
    }

    @Test
    void holesStayHolesOnTheHost() throws IOException {
        g.write("/target/sparse", new byte[] {1});
        g.truncateSize("/target/sparse", 40_000_000);
        g.mkdir("/target/holes");
        g.mv("/target/sparse", "/target/holes/sparse");

        g.copyOut("/target/holes", directory.toString());

        Path copied = directory.resolve("holes/sparse");
        assertThat(copied).hasSize(40_000_000);
        assertThat(g.du("/target/holes")).as("KiB").isLessThan(100);
        Process du = new ProcessBuilder("du", "-k", copied.toString()).start();
        assertThat(new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .as("KiB on the host")
                .matches("\\d{1,3}\t.*\n");
    }

    @Test
    void aFullGuestIsAnError() throws IOException {
        byte[] content = new byte[20 * 1024 * 1024];
        new Random(4).nextBytes(content);
        Path large = Files.write(directory.resolve("large"), content);

        assertThatThrownBy(() -> g.copyIn(large.toString(), "/small"))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("tar_in");
        g.rmF("/small/large");
        assertThat(g.exists("/target")).as("the handle works on").isTrue();
    }

    @Test
    void aReadOnlyGuestIsAnErrorEvenForASmallFile() throws IOException {
        Path file = Files.writeString(directory.resolve("small"), "few bytes");
        g.umount("/small");
        g.mountRo("/dev/sdb", "/small");
        try {
            assertThatThrownBy(() -> g.copyIn(file.toString(), "/small")).isInstanceOf(GuestFSException.class);
        } finally {
            g.umount("/small");
            g.mount("/dev/sdb", "/small");
        }
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        g.lnS("/etc", "/target/symlink");
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> g.copyIn("/no/such/file", "/"))
                .isInstanceOfSatisfying(
                        LocalFileException.class, e -> assertThat(e.errno()).isEqualTo(ErrorNumber.ENOENT.number()))
                .hasMessageContaining("/no/such/file");
        assertThatThrownBy(() -> g.copyIn(file.toString(), "/target/missing"))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("/target/missing");
        assertThatThrownBy(() -> g.copyOut("/target", file.toString())).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.copyOut("/target/symlink", directory.toString()))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("/target/symlink");
        assertThatThrownBy(() -> g.copyOut("/target/..", directory.toString()))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aFileInTheWayOnTheHostEndsTheCopyOut() throws IOException {
        g.mkdir("/target/tree");
        g.write("/target/tree/a", new byte[5_000_000]);
        g.write("/target/tree/b", new byte[5_000_000]);
        Files.createDirectories(directory.resolve("tree/a"));

        assertThatThrownBy(() -> g.copyOut("/target/tree", directory.toString()))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("copy_out");
        assertThat(g.exists("/target")).as("the handle works on").isTrue();
    }
}
