package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.structs.Dirent;
import io.guestfs.structs.Stat;
import io.guestfs.structs.StatNs;
import io.guestfs.structs.Xattr;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Making, listing and walking directories. */
class DirectoriesIT {

    private static final int MANY = 2100;

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();

    @Test
    void directoriesAreMadeAndRemoved() {
        g.mkdir(dir + "/plain");
        g.mkdirMode(dir + "/private", 0700);
        g.mkdirP(dir + "/a/b/c");
        g.mkdirP(dir + "/a/b/c");

        assertThat(g.ls(dir)).containsExactly("a", "plain", "private");
        assertThat(g.stat(dir + "/private").mode() & 07777).isEqualTo(0700);
        assertThat(g.isDir(dir + "/a/b/c")).isTrue();

        g.rmdir(dir + "/plain");
        assertThat(g.exists(dir + "/plain")).isFalse();
    }

    @Test
    void whatStandsInTheWayIsToldByErrno() {
        g.mkdirP(dir + "/a/b");
        g.touch(dir + "/file");

        assertThatThrownBy(() -> g.mkdir(dir + "/a")).satisfies(e -> errno(e, "EEXIST"));
        assertThatThrownBy(() -> g.mkdir(dir + "/none/below")).satisfies(e -> errno(e, "ENOENT"));
        assertThatThrownBy(() -> g.rmdir(dir + "/a")).satisfies(e -> errno(e, "ENOTEMPTY"));
        assertThatThrownBy(() -> g.mkdirP(dir + "/file")).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.ls(dir + "/none")).satisfies(e -> errno(e, "ENOENT"));
        assertThatThrownBy(() -> g.ls(dir + "/file")).satisfies(e -> errno(e, "ENOTDIR"));
        assertThatThrownBy(() -> g.readdir(dir + "/none")).satisfies(e -> errno(e, "ENOENT"));
    }

    private static void errno(Throwable thrown, String name) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo(name));
    }

    @Test
    void namesAreSortedByTheirBytes() {
        for (String name : List.of("b", "B", "ä", "a", ".hidden", "10", "9")) {
            g.touch(dir + "/" + name);
        }

        assertThat(g.ls(dir)).containsExactly(".hidden", "10", "9", "B", "a", "b", "ä");
        assertThat(g.find(dir + "/")).containsExactly(".hidden", "10", "9", "B", "a", "b", "ä");
    }

    @Test
    void namesAreSentWithZeroBytesBetween() {
        g.mkdir(dir + "/sub");
        g.touch(dir + "/sub/line\nbreak");

        ByteArrayOutputStream found = new ByteArrayOutputStream();
        g.find0(dir + "/", found);
        assertThat(found.toString(StandardCharsets.UTF_8).split("\0"))
                .containsExactlyInAnyOrder("sub", "sub/line\nbreak");

        ByteArrayOutputStream listed = new ByteArrayOutputStream();
        g.ls0(dir + "/sub", listed);
        assertThat(listed.toString(StandardCharsets.UTF_8)).isEqualTo("line\nbreak\0");
    }

    @Test
    void anEmptyDirectoryHoldsNothing() {
        assertThat(g.ls(dir)).isEmpty();
        assertThat(g.find(dir + "/")).isEmpty();
        assertThat(g.readdir(dir)).extracting(Dirent::name).containsExactlyInAnyOrder(".", "..");
    }

    @Test
    void treesAreWalkedWithPathsBelowTheStart() {
        g.mkdirP(dir + "/a/b");
        g.touch(dir + "/a/b/file");
        g.touch(dir + "/a/x");

        assertThat(g.find(dir + "/")).containsExactly("a", "a/b", "a/b/file", "a/x");
        assertThat(g.find(dir)).as("cut off as it was given").containsExactly("/a", "/a/b", "/a/b/file", "/a/x");
        assertThatThrownBy(() -> g.find(dir + "/none")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void longListsShowModeAndName() {
        g.write(dir + "/file", new byte[1234]);
        g.chmod(0640, dir + "/file");

        assertThat(g.ll(dir)).containsPattern("-rw-r----- .* 1234 .* file\n");
        assertThat(g.llz(dir)).containsPattern("-rw-r----- .* file\n");
    }

    @Test
    void usageGrowsWithTheFiles() {
        long before = g.du(dir);
        g.fill(1, 2 * 1024 * 1024, dir + "/file");

        assertThat(g.du(dir) - before).as("KiB").isBetween(2048L, 2100L);
        assertThatThrownBy(() -> g.du(dir + "/none")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void patternsExpandToSortedPaths() {
        g.touch(dir + "/b.txt");
        g.touch(dir + "/a.txt");
        g.mkdir(dir + "/c.txt");
        g.touch(dir + "/d.bin");

        assertThat(g.globExpand(dir + "/*.txt")).containsExactly(dir + "/a.txt", dir + "/b.txt", dir + "/c.txt/");
        assertThat(g.globExpand(dir + "/*.txt", o -> o.directoryslash(false)))
                .containsExactly(dir + "/a.txt", dir + "/b.txt", dir + "/c.txt");
        assertThat(g.globExpand(dir + "/*.none")).isEmpty();
    }

    @Test
    void temporaryFilesGetANameOfTheirOwn() {
        String one = g.mktemp(dir + "/tmpXXXXXX");
        String other = g.mktemp(dir + "/tmpXXXXXX", o -> o.suffix(".conf"));

        assertThat(one).startsWith(dir + "/tmp").hasSameSizeAs(dir + "/tmpXXXXXX");
        assertThat(other).startsWith(dir + "/tmp").endsWith(".conf");
        assertThat(g.filesize(one)).isZero();
        assertThat(g.isFile(other)).isTrue();
    }

    @Test
    void linkTargetsAreReadTogether() {
        g.lnS("target", dir + "/link");
        g.touch(dir + "/file");

        assertThat(g.readlinklist(dir, List.of("link", "file", "none"))).containsExactly("target", "", "");
        assertThat(g.readlinklist(dir, List.of())).isEmpty();
        assertThatThrownBy(() -> g.readlinklist(dir, List.of("a/b"))).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void directoriesLargerThanOneGroupOfNamesAreListedWhole() {
        TarArchive tar = new TarArchive();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String name = String.format(Locale.ROOT, "link-%05d", i);
            names.add(name);
            tar.symlink(name, "target-" + i);
        }
        g.tarIn(new ByteArrayInputStream(tar.toByteArray()), dir);

        assertThat(g.ls(dir)).isEqualTo(names);
        assertThat(g.readdir(dir)).hasSize(MANY + 2);
        List<String> targets = g.readlinklist(dir, names);
        assertThat(targets).hasSize(MANY).element(MANY - 1).isEqualTo("target-" + (MANY - 1));
        assertThat(g.lstatlist(dir, names)).hasSize(MANY).extracting(Stat::size).contains(8L, 11L);
        assertThat(g.lstatnslist(dir, names)).extracting(StatNs::stMtimeSec).containsOnly(1_000_000_000L);
        assertThat(g.lxattrlist(dir, names))
                .hasSize(MANY)
                .extracting(Xattr::attrname)
                .containsOnly("");
    }
}
