package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.Stat;
import io.guestfs.structs.StatNs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Owners, modes, times and sizes of files. */
class AttributesIT {

    private static final int PERMISSIONS = 07777;
    private static final int NOW = -1;
    private static final int UNCHANGED = -2;

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();
    private final String file = dir + "/file";

    @Test
    void modesAreSet() {
        g.touch(file);
        g.chmod(04751, file);

        assertThat(g.stat(file).mode() & PERMISSIONS).isEqualTo(04751);
        assertThat(g.stat(file).mode() & 0170000).as("regular file").isEqualTo(0100000);
        assertThatThrownBy(() -> g.chmod(0600, dir + "/none")).satisfies(e -> errno(e, "ENOENT"));
    }

    @Test
    void ownersAreSetOnTheFileOrOnTheLink() {
        g.touch(file);
        g.lnS("file", dir + "/link");

        g.chown(1000, 1001, dir + "/link");
        assertThat(owner(g.stat(file))).containsExactly(1000L, 1001L);
        assertThat(owner(g.lstat(dir + "/link"))).containsExactly(0L, 0L);

        g.lchown(7, 8, dir + "/link");
        assertThat(owner(g.lstat(dir + "/link"))).containsExactly(7L, 8L);
        assertThat(owner(g.stat(file))).containsExactly(1000L, 1001L);
    }

    private static List<Long> owner(Stat stat) {
        return List.of(stat.uid(), stat.gid());
    }

    @Test
    void largeUserIdsDoNotTurnNegative() {
        g.touch(file);
        g.chown(Integer.MAX_VALUE, 2_000_000_000, file);

        assertThat(owner(g.stat(file))).containsExactly((long) Integer.MAX_VALUE, 2_000_000_000L);
    }

    @Test
    void statFollowsLinksAndLstatDoesNot() {
        g.write(file, "content".getBytes(StandardCharsets.UTF_8));
        g.lnS("file", dir + "/link");

        assertThat(g.stat(dir + "/link").size()).isEqualTo(7);
        assertThat(g.stat(dir + "/link").ino()).isEqualTo(g.stat(file).ino());
        assertThat(g.lstat(dir + "/link").size()).isEqualTo("file".length());
        assertThat(g.statns(dir + "/link").stSize()).isEqualTo(7);
        assertThat(g.lstatns(dir + "/link").stMode() & 0170000).isEqualTo(0120000);
        assertThatThrownBy(() -> g.stat(dir + "/none")).satisfies(e -> errno(e, "ENOENT"));
        assertThatThrownBy(() -> g.lstatns(dir + "/none")).satisfies(e -> errno(e, "ENOENT"));
    }

    private static void errno(Throwable thrown, String name) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo(name));
    }

    @Test
    void manyFilesAreAskedForTogetherAndMissingOnesAreMarked() {
        g.write(file, "content".getBytes(StandardCharsets.UTF_8));
        g.touch(dir + "/empty");
        List<String> names = List.of("file", "none", "empty");

        assertThat(g.lstatlist(dir, names))
                .extracting(Stat::size)
                .startsWith(7L)
                .endsWith(0L);
        assertThat(g.lstatlist(dir, names)).element(1).extracting(Stat::ino).isEqualTo(-1L);
        assertThat(g.lstatnslist(dir, names))
                .element(1)
                .extracting(StatNs::stIno)
                .isEqualTo(-1L);
        assertThat(g.lstatnslist(dir, names)).element(0).isEqualTo(g.lstatns(file));
    }

    @Test
    void timesAreSetToTheNanosecond() {
        g.touch(file);
        g.utimens(file, 1_000_000_000, 123_456_789, 1_234_567_890, 987_654_321);

        StatNs stat = g.statns(file);
        assertThat(stat.stAtimeSec()).isEqualTo(1_000_000_000);
        assertThat(stat.stAtimeNsec()).isEqualTo(123_456_789);
        assertThat(stat.stMtimeSec()).isEqualTo(1_234_567_890);
        assertThat(stat.stMtimeNsec()).isEqualTo(987_654_321);
        assertThat(g.stat(file).atime()).isEqualTo(1_000_000_000);
        assertThat(g.stat(file).mtime()).isEqualTo(1_234_567_890);
    }

    @Test
    void timesMayBeSetToNowOrLeftAlone() {
        g.touch(file);
        g.utimens(file, 1_000_000_000, 0, 1_000_000_000, 0);

        g.utimens(file, 0, UNCHANGED, 0, NOW);

        assertThat(g.stat(file).atime()).isEqualTo(1_000_000_000);
        assertThat(g.stat(file).mtime()).isGreaterThan(1_500_000_000);
    }

    @Test
    void touchingMakesAFileOrRenewsItsTime() {
        g.touch(file);
        assertThat(g.filesize(file)).isZero();

        g.utimens(file, 1_000_000_000, 0, 1_000_000_000, 0);
        g.touch(file);
        assertThat(g.stat(file).mtime()).isGreaterThan(1_500_000_000);
        assertThatThrownBy(() -> g.touch(dir + "/none/file")).satisfies(e -> errno(e, "ENOENT"));
    }

    @Test
    void theMaskTakesBitsFromTheModesOfNewFiles() {
        int before = g.umask(077);
        try {
            assertThat(g.getUmask()).isEqualTo(077);
            g.mkdirMode(dir + "/private", 0777);
            assertThat(g.stat(dir + "/private").mode() & PERMISSIONS).isEqualTo(0700);
        } finally {
            assertThat(g.umask(before)).isEqualTo(077);
        }
        assertThat(g.getUmask()).isEqualTo(before).isEqualTo(022);
        assertThatThrownBy(() -> g.umask(-1)).isInstanceOf(GuestFSException.class);
    }

    @Test
    void chosenAttributesAreCopied() {
        g.touch(file);
        g.chmod(0612, file);
        g.chown(5, 6, file);
        g.setxattr("user.note", "hello", 5, file);
        g.touch(dir + "/mode");
        g.touch(dir + "/all");

        g.copyAttributes(file, dir + "/mode", o -> o.mode(true));
        assertThat(g.stat(dir + "/mode").mode() & PERMISSIONS).isEqualTo(0612);
        assertThat(owner(g.stat(dir + "/mode"))).containsExactly(0L, 0L);

        g.copyAttributes(file, dir + "/all", o -> o.all(true));
        assertThat(owner(g.stat(dir + "/all"))).containsExactly(5L, 6L);
        assertThat(g.getxattr(dir + "/all", "user.note"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("hello");
    }
}
