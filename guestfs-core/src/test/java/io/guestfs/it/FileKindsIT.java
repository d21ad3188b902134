package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Links, pipes, sockets and devices: made, told apart and followed. */
class FileKindsIT {

    private static final int SOCKET = 0140000;

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();

    private void makeOneOfEachKind() {
        g.touch(dir + "/file");
        g.mkdir(dir + "/dir");
        g.lnS("file", dir + "/link");
        g.mkfifo(0600, dir + "/fifo");
        g.mknod(SOCKET | 0600, 0, 0, dir + "/socket");
        g.mknodB(0600, 7, 3, dir + "/block");
        g.mknodC(0600, 1, 5, dir + "/char");
    }

    @Test
    void directoryEntriesTellTheirKind() {
        makeOneOfEachKind();

        assertThat(g.readdir(dir))
                .extracting("name", "ftyp")
                .containsExactlyInAnyOrder(
                        tuple(".", 'd'),
                        tuple("..", 'd'),
                        tuple("file", 'r'),
                        tuple("dir", 'd'),
                        tuple("link", 'l'),
                        tuple("fifo", 'f'),
                        tuple("socket", 's'),
                        tuple("block", 'b'),
                        tuple("char", 'c'));
        assertThat(g.readdir(dir))
                .filteredOn(entry -> entry.name().equals("file"))
                .singleElement()
                .extracting("ino")
                .isEqualTo(g.stat(dir + "/file").ino());
    }

    @Test
    void eachKindIsRecognisedAndNotTakenForAnother() {
        makeOneOfEachKind();

        assertThat(g.isFile(dir + "/file")).isTrue();
        assertThat(g.isDir(dir + "/dir")).isTrue();
        assertThat(g.isSymlink(dir + "/link")).isTrue();
        assertThat(g.isFifo(dir + "/fifo")).isTrue();
        assertThat(g.isSocket(dir + "/socket")).isTrue();
        assertThat(g.isBlockdev(dir + "/block")).isTrue();
        assertThat(g.isChardev(dir + "/char")).isTrue();

        assertThat(g.isFile(dir + "/dir")).isFalse();
        assertThat(g.isDir(dir + "/file")).isFalse();
        assertThat(g.isSymlink(dir + "/file")).isFalse();
        assertThat(g.isFifo(dir + "/socket")).isFalse();
        assertThat(g.isSocket(dir + "/fifo")).isFalse();
        assertThat(g.isBlockdev(dir + "/char")).isFalse();
        assertThat(g.isChardev(dir + "/block")).isFalse();
        assertThat(g.isFile(dir + "/missing")).isFalse();
        assertThat(g.exists(dir + "/missing")).isFalse();
    }

    @Test
    void linksAreFollowedOnlyWhenAskedFor() {
        makeOneOfEachKind();
        for (String kind : new String[] {"file", "dir", "fifo", "socket", "block", "char"}) {
            g.lnS(kind, dir + "/to-" + kind);
        }

        assertThat(g.isFile(dir + "/to-file")).isFalse();
        assertThat(g.isFile(dir + "/to-file", o -> o.followsymlinks(true))).isTrue();
        assertThat(g.isDir(dir + "/to-dir", o -> o.followsymlinks(true))).isTrue();
        assertThat(g.isFifo(dir + "/to-fifo", o -> o.followsymlinks(true))).isTrue();
        assertThat(g.isSocket(dir + "/to-socket", o -> o.followsymlinks(true))).isTrue();
        assertThat(g.isBlockdev(dir + "/to-block", o -> o.followsymlinks(true))).isTrue();
        assertThat(g.isChardev(dir + "/to-char", o -> o.followsymlinks(true))).isTrue();
        assertThat(g.isChardev(dir + "/to-char", o -> o.followsymlinks(false))).isFalse();
    }

    @Test
    void deviceNodesKeepTheirNumbers() {
        makeOneOfEachKind();

        assertThat(g.stat(dir + "/block").rdev()).isEqualTo((7 << 8) | 3);
        assertThat(g.stat(dir + "/char").rdev()).isEqualTo((1 << 8) | 5);
        assertThat(g.lstat(dir + "/socket").mode() & 0170000).isEqualTo(SOCKET);
    }

    @Test
    void symbolicLinksKeepTheirTarget() {
        g.lnS("no/such/../target", dir + "/dangling");
        assertThat(g.readlink(dir + "/dangling")).isEqualTo("no/such/../target");
        assertThat(g.isFile(dir + "/dangling", o -> o.followsymlinks(true))).isFalse();

        assertThatThrownBy(() -> g.lnS("other", dir + "/dangling"))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("File exists");
        g.lnSf("other", dir + "/dangling");
        assertThat(g.readlink(dir + "/dangling")).isEqualTo("other");
    }

    @Test
    void hardLinksShareTheFile() {
        g.write(dir + "/one", "content".getBytes(StandardCharsets.UTF_8));
        g.ln(dir + "/one", dir + "/two");
        assertThat(g.stat(dir + "/two").ino()).isEqualTo(g.stat(dir + "/one").ino());
        assertThat(g.stat(dir + "/one").nlink()).isEqualTo(2);

        assertThatThrownBy(() -> g.ln(dir + "/one", dir + "/two")).isInstanceOf(GuestFSException.class);
        g.touch(dir + "/three");
        g.lnF(dir + "/one", dir + "/three");
        assertThat(g.cat(dir + "/three")).isEqualTo("content");
    }

    @Test
    void pathsAreResolvedThroughLinks() {
        g.mkdirP(dir + "/a/b");
        g.lnS("a/b", dir + "/short");
        g.touch(dir + "/a/b/file");

        assertThat(g.realpath(dir + "/short/../b/./file")).isEqualTo(dir + "/a/b/file");
        assertThatThrownBy(() -> g.realpath(dir + "/none"))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"));
    }

    @Test
    void pathsOfAnyCaseAreFound() {
        g.mkdirP(dir + "/Windows/System32");

        assertThat(g.caseSensitivePath(dir + "/WINDOWS/system32")).isEqualTo(dir + "/Windows/System32");
        assertThat(g.caseSensitivePath(dir + "/windows/New")).isEqualTo(dir + "/Windows/New");
        assertThatThrownBy(() -> g.caseSensitivePath(dir + "/none/below")).isInstanceOf(GuestFSException.class);
    }
}
