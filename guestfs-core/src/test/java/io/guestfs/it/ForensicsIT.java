package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.InotifyEvent;
import io.guestfs.structs.TskDirent;
import io.guestfs.structs.Xattr;
import io.guestfs.structs.YaraDetection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Looking at a file system from below, watching it, and reading a journal. */
class ForensicsIT {

    private static final String FS = "/dev/sda";
    private static final int BLOCK = 4096;
    private static final int IN_CREATE = 0x100;
    private static final int IN_DELETE = 0x200;
    private static final String MACHINE = "0123456789abcdef0123456789abcdef";

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64);

    private final GuestFS g = appliance.g();

    @BeforeAll
    static void mount() {
        GuestFS g = appliance.g();
        g.mkfs("ext2", FS, o -> o.blocksize(BLOCK));
        g.mount(FS, "/");
    }

    @Test
    void inodeIsDownloadedWithoutItsName() {
        g.write("/apple", "an apple\n".getBytes(US_ASCII));
        long inode = g.lstat("/apple").ino();
        g.sync();
        ByteArrayOutputStream found = new ByteArrayOutputStream();

        g.downloadInode(FS, inode, found);

        assertThat(found.toString(US_ASCII)).isEqualTo("an apple\n");
    }

    @Test
    void filesAreFoundWithoutMounting() {
        g.mkdir("/orchard");
        g.touch("/orchard/cherry");
        long inode = g.lstat("/orchard/cherry").ino();
        g.sync();

        assertThat(g.filesystemWalk(FS))
                .filteredOn(entry -> entry.tskName().equals("orchard/cherry"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.tskInode()).isEqualTo(inode);
                    assertThat(entry.tskType()).isEqualTo('r');
                    assertThat(entry.tskFlags() & 1).as("in use").isEqualTo(1);
                });
        assertThat(g.findInode(FS, inode)).extracting(TskDirent::tskName).containsExactly("orchard/cherry");
        assertThat(g.findInode(FS, 10_000_000)).isEmpty();
    }

    @Test
    void scanNamesTheRulesThatMatch() {
        g.write("/basket", "an apple and a pear".getBytes(US_ASCII));
        g.write("/nothing", "neither".getBytes(US_ASCII));
        g.yaraLoad(rules("rule apple { strings: $a = \"apple\" condition: $a }"
                + " rule pear { strings: $a = \"pear\" condition: $a }"));

        assertThat(g.yaraScan("/basket")).extracting(YaraDetection::yaraRule).containsExactly("apple", "pear");
        assertThat(g.yaraScan("/nothing")).isEmpty();
        g.yaraDestroy();
    }

    @Test
    void allocatedBlocksAreDownloaded(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("blocks");

        g.downloadBlocks(FS, 0, 1, file);

        byte[] blocks = Files.readAllBytes(file);
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(BLOCK);
        // The superblock of ext2 has its magic number at 1080.
        assertThat(blocks[1080]).isEqualTo((byte) 0x53);
        assertThat(blocks[1081]).isEqualTo((byte) 0xef);
    }

    @Test
    void unallocatedBlocksCanBeAskedForAlone() {
        ByteArrayOutputStream used = new ByteArrayOutputStream();
        ByteArrayOutputStream unused = new ByteArrayOutputStream();

        g.downloadBlocks(FS, 0, 3, used);
        g.downloadBlocks(FS, 0, 3, unused, o -> o.unallocated(true));

        assertThat(used.size()).isPositive();
        assertThat(unused.size()).isZero();
    }

    @Test
    void blocksBehindTheEndAreRefused() {
        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> g.downloadBlocks(FS, 1L << 40, (1L << 40) + 1, new ByteArrayOutputStream()));
        g.pingDaemon();
    }

    @Test
    void watchTellsWhatHappened() {
        g.mkdir("/watched");
        g.inotifyInit(0);
        long watch = g.inotifyAddWatch("/watched", IN_CREATE | IN_DELETE);
        g.touch("/watched/pear");
        g.rm("/watched/pear");

        assertThat(g.inotifyRead())
                .containsExactly(
                        new InotifyEvent(watch, IN_CREATE, 0, "pear"), new InotifyEvent(watch, IN_DELETE, 0, "pear"));
        assertThat(g.inotifyRead()).isEmpty();
        g.inotifyClose();
    }

    @Test
    void watchGivesNamesOfTouchedFiles() {
        g.mkdir("/names");
        g.inotifyInit(100);
        assertThat(g.inotifyAddWatch("/names", IN_CREATE)).isPositive();
        g.touch("/names/b");
        g.touch("/names/a");

        assertThat(g.inotifyFiles()).containsExactly("a", "b");
        g.inotifyClose();
    }

    @Test
    void removedWatchIsSilent() {
        g.mkdir("/silent");
        g.inotifyInit(100);
        long watch = g.inotifyAddWatch("/silent", IN_CREATE);
        g.inotifyRmWatch(Math.toIntExact(watch));
        g.touch("/silent/plum");

        assertThat(g.inotifyRead()).extracting(InotifyEvent::inName).doesNotContain("plum");
        g.inotifyClose();
    }

    @Test
    void watchMustBeBegunFirst() {
        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(g::inotifyClose)
                .withMessageContaining("inotify_init");
    }

    @Test
    void rulesAreLoadedOnceAndForgotten() {
        g.yaraLoad(rules("rule apple { strings: $a = \"apple\" condition: $a }"));
        g.yaraDestroy();

        assertThatExceptionOfType(GuestFSException.class).isThrownBy(g::yaraDestroy);
    }

    @Test
    void rulesWithAMistakeAreRefused() {
        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> g.yaraLoad(rules("rule apple { nonsense }")));
        g.pingDaemon();
    }

    private static InputStream rules(String text) {
        return new ByteArrayInputStream(text.getBytes(US_ASCII));
    }

    @Test
    void journalIsReadEntryByEntry() {
        recordJournal();
        g.journalOpen("/journal/" + MACHINE);

        assertThat(g.journalNext()).isTrue();
        long first = g.journalGetRealtimeUsec();
        assertThat(g.journalGet()).extracting(Xattr::attrname).contains("MESSAGE", "_BOOT_ID");
        assertThat(g.journalGet())
                .filteredOn(field -> field.attrname().equals("_MACHINE_ID"))
                .singleElement()
                .satisfies(field -> assertThat(field.attrval()).isEqualTo(MACHINE.getBytes(US_ASCII)));
        assertThat(first).isPositive();
        assertThat(g.journalSkip(1)).isEqualTo(1);
        assertThat(g.journalGetRealtimeUsec()).isGreaterThanOrEqualTo(first);
        assertThat(g.journalSkip(-1)).isEqualTo(1);
        assertThat(g.journalGetRealtimeUsec()).isEqualTo(first);
        assertThat(g.journalSkip(1_000_000)).isBetween(1L, 999_999L);
        assertThat(g.journalNext()).isFalse();
        g.journalSetDataThreshold(12_345);
        assertThat(g.journalGetDataThreshold()).isEqualTo(12_345);
        g.journalClose();
        assertThatExceptionOfType(GuestFSException.class).isThrownBy(g::journalNext);
    }

    @Test
    void directoryWithoutJournalHasNoEntries() {
        g.mkdir("/empty");
        g.journalOpen("/empty");

        assertThat(g.journalNext()).isFalse();
        g.journalClose();
    }

    /** Runs the journal daemon of the appliance until it has noted something about the boot, and keeps that. */
    private void recordJournal() {
        String said = g.debug("sh", List.of("""
                echo %s > /etc/machine-id;
                mkdir -p /run/log/journal /sysroot/journal;
                mount -t cgroup2 none /sys/fs/cgroup 2>&1;
                SYSTEMD_LOG_TARGET=console /lib/systemd/systemd-journald 2>&1 &
                for i in $(seq 300);
                do test $(journalctl --quiet --directory=/run/log/journal 2>&1 | wc -l) -gt 20 && break; sleep 0.2; done;
                kill $!; wait;
                cp -r /run/log/journal/. /sysroot/journal; umount /sys/fs/cgroup; ls -lR /sysroot/journal
                """.formatted(MACHINE).replace('\n', ' ')));
        assertThat(said).contains("system.journal");
    }
}
