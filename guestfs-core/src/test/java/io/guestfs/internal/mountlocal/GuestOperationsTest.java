package io.guestfs.internal.mountlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.mountlocal.libfuse.Caller;
import io.guestfs.internal.mountlocal.libfuse.DirectoryEntry;
import io.guestfs.internal.mountlocal.libfuse.FileSystemOperations;
import io.guestfs.internal.mountlocal.libfuse.FileTimes;
import io.guestfs.internal.mountlocal.libfuse.RefusedException;
import io.guestfs.structs.Dirent;
import io.guestfs.structs.Xattr;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestOperationsTest {

    private final FakeGuest guest = new FakeGuest();
    private final AtomicLong clock = new AtomicLong();
    private final List<String> log = new ArrayList<>();

    private FileSystemOperations operations(boolean readOnly) {
        MountOptions options = new MountOptions(readOnly, "", Duration.ofSeconds(60), false);
        return new GuestOperations(guest.calls(), options, clock::get, log::add);
    }

    private final FileSystemOperations files = operations(false);

    private static Xattr xattr(String name, String value) {
        return new Xattr(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String errno, org.assertj.core.api.ThrowableAssert.ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.errno()).isEqualTo(new RefusedException(errno).errno()));
    }

    /** A directory /d with the file f, the link l and the directory s, all asked for at once. */
    private void listing() {
        guest.gives(
                "readdir",
                List.of(
                        new Dirent(1, 'd', "."),
                        new Dirent(1, 'd', ".."),
                        new Dirent(2, 'r', "f"),
                        new Dirent(3, 'l', "l"),
                        new Dirent(4, 'd', "s")));
        guest.gives(
                "lstatnslist",
                List.of(
                        FakeGuest.file(2),
                        FakeGuest.stat(1, 3, 0120777, 1, 1),
                        FakeGuest.stat(1, 4, 0040755, 2, 4096)));
        guest.gives("lxattrlist", List.of(xattr("", "1"), xattr("user.a", "value"), xattr("", "0"), xattr("", "0")));
        guest.gives("readlinklist", List.of("", "target", ""));
        guest.on("lstatns", arguments -> FakeGuest.file(99));
        guest.gives("lgetxattrs", List.of(xattr("user.asked", "x"))).gives("pwrite", 0);
        guest.gives("readlink", "asked");
        assertThat(files.readdir("/d")).extracting(DirectoryEntry::name).containsExactly(".", "..", "f", "l", "s");
        guest.asked.clear();
    }

    @Test
    void aListingAnswersWhatComesAfterIt() {
        listing();
        assertThat(files.getattr("/d/f").stat().stIno()).isEqualTo(2);
        assertThat(files.readlink("/d/l")).asString().isEqualTo("target");
        assertThat(files.listxattr("/d/f")).asString().isEqualTo("user.a\0");
        assertThat(files.getxattr("/d/f", "user.a")).asString().isEqualTo("value");
        refused("ENODATA", () -> files.getxattr("/d/s", "user.a"));
        assertThat(guest.asked).isEmpty();
    }

    @Test
    void whatAListingToldIsForgottenInTime() {
        listing();
        clock.set(Duration.ofSeconds(60).toNanos() - 1);
        assertThat(files.getattr("/d/f").stat().stIno()).isEqualTo(2);
        clock.incrementAndGet();
        assertThat(files.getattr("/d/f").stat().stIno()).isEqualTo(99);
        assertThat(files.readlink("/d/l")).asString().isEqualTo("asked");
        assertThat(files.listxattr("/d/f")).asString().isEqualTo("user.asked\0");
        assertThat(guest.asked).containsExactly("lstatns(/d/f)", "readlink(/d/l)", "lgetxattrs(/d/f)");
    }

    @Test
    void aListingSaysWhatItKnowsOfKinds() {
        listing();
        assertThat(files.readdir("/d")).extracting(DirectoryEntry::kind).endsWith(0100000, 0120000, 0040000);
        assertThat(files.readdir("/d")).extracting(DirectoryEntry::inode).endsWith(2L, 3L, 4L);
    }

    @Test
    void aListingWorksWhenTheRestCanNotBeAskedForAtOnce() {
        guest.gives("readdir", List.of(new Dirent(2, 'r', "f")));
        guest.fails("lstatnslist", new GuestFSException("lstatnslist", "no", ErrorNumber.NONE));
        guest.fails("lxattrlist", new GuestFSException("lxattrlist", "no", ErrorNumber.ENOTSUP));
        guest.gives("readlinklist", List.of(""));
        assertThat(files.readdir("/")).hasSize(1);
        assertThat(log).hasSize(2);
    }

    @Test
    void filesThatVanishedDuringTheListingAreAskedForAgain() {
        guest.gives("readdir", List.of(new Dirent(2, 'r', "gone")));
        guest.gives("lstatnslist", List.of(FakeGuest.file(-1)));
        guest.gives("lxattrlist", List.of(xattr("", "0")));
        guest.gives("readlinklist", List.of(""));
        files.readdir("/");
        guest.fails("lstatns", new GuestFSException("lstatns", "no", ErrorNumber.ENOENT));
        guest.fails("lgetxattrs", new GuestFSException("lgetxattrs", "no", ErrorNumber.ENOENT));
        assertThatThrownBy(() -> files.getattr("/gone")).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> files.listxattr("/gone")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void everyChangeMakesTheFileBeAskedForAgain() {
        Map<String, Consumer<FileSystemOperations>> changes = Map.of(
                "chmod", o -> o.chmod("/d/f", 0600),
                "chown", o -> o.chown("/d/f", 1, 2),
                "truncate", o -> o.truncate("/d/f", 0),
                "utimens", o -> o.utimens("/d/f", new FileTimes(1, 0, 1, 0)),
                "write", o -> o.write("/d/f", new byte[0], 0),
                "setxattr", o -> o.setxattr("/d/f", "user.b", new byte[] {'x'}, 0),
                "removexattr", o -> o.removexattr("/d/f", "user.a"),
                "unlink", o -> o.unlink("/d/f"),
                "link", o -> o.link("/d/f", "/d/other"),
                "rename", o -> o.rename("/d/f", "/d/other"));
        changes.forEach((name, change) -> {
            listing();
            change.accept(files);
            assertThat(files.getattr("/d/f").stat().stIno()).as(name).isEqualTo(99);
            assertThat(files.getattr("/d/s").stat().stIno()).as(name).isEqualTo(4);
        });
    }

    /** What is read goes into native memory with room for what was asked for. */
    @Test
    void aGuestThatGivesMoreThanWasAskedForIsNotBelieved() {
        guest.gives("pread", new byte[4097]);
        refused("EIO", () -> files.read("/f", 4096, 0));
        guest.gives("pread", new byte[GuestOperations.PIECE + 1]);
        refused("EIO", () -> files.read("/f", 2 * GuestOperations.PIECE, 0));
    }

    @Test
    void aChangeThatFailedMayHaveHappened() {
        listing();
        guest.fails("truncateSize", new GuestFSException("truncate_size", "no", ErrorNumber.EIO));
        assertThatThrownBy(() -> files.truncate("/d/f", 0)).isInstanceOf(GuestFSException.class);
        assertThat(files.getattr("/d/f").stat().stIno()).isEqualTo(99);
    }

    @Test
    void aNewOrLostNameChangesItsDirectory() {
        for (Consumer<FileSystemOperations> change : List.<Consumer<FileSystemOperations>>of(
                o -> o.mkdir("/d/s/n", 0755),
                o -> o.rmdir("/d/s/n"),
                o -> o.mknod("/d/s/n", 0100644, 0),
                o -> o.symlink("x", "/d/s/n"),
                o -> o.unlink("/d/s/n"),
                o -> o.rename("/x", "/d/s/n"))) {
            listing();
            change.accept(files);
            assertThat(files.getattr("/d/s").stat().stIno()).isEqualTo(99);
        }
    }

    @Test
    void whatWasBelowARenamedDirectoryIsForgotten() {
        listing();
        files.rename("/d", "/e");
        assertThat(files.getattr("/d/f").stat().stIno()).isEqualTo(99);
    }

    @Test
    void theOtherNamesOfAFileChangeWithIt() {
        guest.gives("readdir", List.of(new Dirent(2, 'r', "a"), new Dirent(2, 'r', "b")));
        guest.gives("lstatnslist", List.of(FakeGuest.stat(1, 2, 0100644, 2, 10), FakeGuest.stat(1, 2, 0100644, 2, 10)));
        guest.gives("lxattrlist", List.of());
        guest.gives("readlinklist", List.of());
        guest.on("lstatns", arguments -> FakeGuest.stat(1, 2, 0100644, 2, 11));
        guest.gives("pwrite", 1);
        files.readdir("/");
        files.write("/a", new byte[1], 10);
        assertThat(files.getattr("/b").stat().stSize()).isEqualTo(11);
    }

    @Test
    void filesOfTwoFileSystemsNeverHaveTheSameNumber() {
        guest.on("lstatns", arguments -> FakeGuest.stat(arguments[0].equals("/boot/f") ? 7 : 5, 12, 0100644, 2, 1));
        assertThat(files.getattr("/f").inode()).isEqualTo(12);
        assertThat(files.getattr("/boot/f").inode()).isNotEqualTo(12);
        assertThat(files.getattr("/g").inode()).isEqualTo(12);
    }

    @Test
    void aReadOnlyMountRefusesEveryChange() {
        FileSystemOperations ro = operations(true);
        guest.gives("lstatns", FakeGuest.file(2)).gives("pread", new byte[] {1});
        List<Consumer<FileSystemOperations>> changes = List.of(
                o -> o.mknod("/f", 0100644, 0),
                o -> o.mkdir("/f", 0),
                o -> o.symlink("t", "/f"),
                o -> o.unlink("/f"),
                o -> o.rmdir("/f"),
                o -> o.rename("/f", "/g"),
                o -> o.link("/f", "/g"),
                o -> o.chmod("/f", 0),
                o -> o.chown("/f", 0, 0),
                o -> o.truncate("/f", 0),
                o -> o.utimens("/f", new FileTimes(0, 0, 0, 0)),
                o -> o.open("/f", 1),
                o -> o.open("/f", 2),
                o -> o.write("/f", new byte[1], 0),
                o -> o.setxattr("/f", "user.a", new byte[0], 0),
                o -> o.removexattr("/f", "user.a"),
                o -> o.access("/f", 2, new Caller(0, 0)));
        for (Consumer<FileSystemOperations> change : changes) {
            refused("EROFS", () -> change.accept(ro));
        }
        assertThat(guest.asked).isEmpty();
        ro.open("/f", 0);
        ro.access("/f", 4, new Caller(0, 0));
        assertThat(ro.read("/f", 1, 0)).containsExactly(1);
    }

    @Test
    void largeReadsAndWritesGoInPieces() {
        int size = 2 * GuestOperations.PIECE + 5;
        guest.on("pread", a -> new byte[(Integer) a[1]]).on("pwrite", a -> ((byte[]) a[1]).length);
        assertThat(files.read("/f", size, 7)).hasSize(size);
        assertThat(files.write("/f", new byte[size], 7)).isEqualTo(size);
        int piece = 2 << 20;
        assertThat(guest.asked)
                .containsExactly(
                        "pread(/f, " + piece + ", 7)",
                        "pread(/f, " + piece + ", " + (piece + 7) + ")",
                        "pread(/f, 5, " + (2 * piece + 7) + ")",
                        "pwrite(/f, " + piece + " bytes, 7)",
                        "pwrite(/f, " + piece + " bytes, " + (piece + 7) + ")",
                        "pwrite(/f, 5 bytes, " + (2 * piece + 7) + ")");
    }

    @Test
    void aReadEndsWithTheFile() {
        guest.gives("pread", new byte[3]);
        assertThat(files.read("/f", GuestOperations.PIECE * 2, 0)).hasSize(3);
        assertThat(guest.asked).hasSize(1);
    }

    @Test
    void argumentsArriveInTheFormOfTheCalls() {
        files.mknod("/n", 0020600, 1 << 8 | 5);
        files.mkdir("/d", 0041755);
        files.symlink("../\uDCFF", "/l");
        files.link("/a", "/b");
        files.chmod("/f", 0104755);
        files.chown("/f", -1, 5);
        files.utimens("/f", new FileTimes(1, FileTimes.NOW, 2, FileTimes.OMIT));
        files.setxattr("/f", "user.a", new byte[] {(byte) 0xff, 'x'}, 0);
        assertThat(guest.asked)
                .endsWith(
                        "mknod(8576, 1, 5, /n)",
                        "mkdirMode(/d, 1005)",
                        "lnS(../\uDCFF, /l)",
                        "ln(/a, /b)",
                        "chmod(2541, /f)",
                        "lchown(-1, 5, /f)",
                        "utimens(/f, 1, -1, 2, -2)",
                        "lsetxattr(user.a, \uDCFFx, 2, /f)");
    }

    @Test
    void theFlagsOfSetxattrAreHeeded() {
        guest.gives("lgetxattrs", List.of(xattr("user.there", "x")));
        refused("EEXIST", () -> files.setxattr("/f", "user.there", new byte[] {'x'}, 1));
        refused("ENODATA", () -> files.setxattr("/f", "user.new", new byte[] {'x'}, 2));
        files.setxattr("/f", "user.new", new byte[] {'x'}, 1);
        files.setxattr("/f", "user.there", new byte[] {'x'}, 2);
        assertThat(guest.asked).filteredOn(call -> call.startsWith("lsetxattr")).hasSize(2);
    }

    @Test
    void aValueThatTheProtocolCanNotCarryIsRefused() {
        refused("EOPNOTSUPP", () -> files.setxattr("/f", "system.posix_acl_access", new byte[] {2, 0, 0, 0}, 0));
        assertThat(guest.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0644, 1000, 1, 6, true", "0644, 1000, 1, 1, false", "0044, 1000, 100, 4, false", "0640, 5, 100, 4, true",
        "0640, 5, 100, 2, false", "0640, 5, 5, 4, false", "0604, 5, 5, 4, true", "0000, 0, 0, 6, true",
        "0644, 0, 0, 1, false", "0611, 0, 0, 1, true", "0000, 5, 5, 0, true"
    })
    void accessFollowsOwnerGroupAndMode(String mode, int uid, int gid, int mask, boolean allowed) {
        guest.gives("lstatns", FakeGuest.stat(1, 2, 0100000 | Integer.parseInt(mode, 8), 1, 0));
        if (allowed) {
            files.access("/f", mask, new Caller(uid, gid));
        } else {
            refused("EACCES", () -> files.access("/f", mask, new Caller(uid, gid)));
        }
    }

    @Test
    void debugLinesNameTheOperationAndItsArguments() {
        guest.gives("pwrite", 3).fails("rm", new GuestFSException("rm", "no such file", ErrorNumber.ENOENT));
        FileSystemOperations logged = LoggedOperations.of(files, "/mnt", log::add);
        logged.chmod("/f", 420);
        logged.write("/f", new byte[3], 4);
        assertThatThrownBy(() -> logged.unlink("/f")).isInstanceOf(GuestFSException.class);
        assertThat(log)
                .containsExactly(
                        "/mnt: mount_local_chmod (\"/f\", 420)",
                        "/mnt: mount_local_write (\"/f\", <3 bytes>, 4)",
                        "/mnt: mount_local_unlink (\"/f\")");
    }
}
