package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.error.NotSupportedException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Btrfs over several devices, and its maintenance. */
class BtrfsDevicesIT {

    private static final String DISK = "/dev/sda";
    private static final String SECOND = "/dev/sdb";
    private static final String THIRD = "/dev/sdc";
    private static final long MIB = 1024 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(320, 320, 320);

    private GuestFS g;

    @BeforeEach
    void emptyDisks() {
        g = appliance.g();
        g.umountAll();
        List.of(DISK, SECOND, THIRD).forEach(g::wipefs);
    }

    @Test
    void mirroredFileSystemSpansTwoDevices() {
        g.mkfsBtrfs(
                List.of(DISK, SECOND),
                o -> o.label("two")
                        .metadata("raid1")
                        .datatype("raid1")
                        .nodesize(16384)
                        .sectorsize(4096));

        assertThat(g.btrfsFilesystemShow(DISK)).containsExactlyInAnyOrder(DISK, SECOND);
        assertThat(g.vfsLabel(SECOND)).isEqualTo("two");
    }

    @Test
    void devicesAreAddedReplacedAndDeleted() {
        mounted();
        g.write("/file", "moves".getBytes(US_ASCII));
        g.btrfsDeviceAdd(List.of(SECOND), "/");
        g.btrfsFilesystemBalance("/");
        assertThat(g.btrfsFilesystemShow(DISK)).containsExactlyInAnyOrder(DISK, SECOND);

        g.btrfsDeviceDelete(List.of(SECOND), "/");
        assertThat(g.btrfsFilesystemShow(DISK)).containsExactly(DISK);
        g.btrfsReplace(DISK, THIRD, "/");
        assertThat(g.btrfsFilesystemShow(THIRD)).containsExactly(THIRD);
        assertThat(g.cat("/file")).isEqualTo("moves");
    }

    @Test
    void balanceIsPausedResumedAndCancelled() {
        mounted();
        g.fill(65, (int) (150 * MIB), "/data");
        g.sync();
        assertThat(g.btrfsBalanceStatus("/").btrfsbalanceStatus()).isEqualTo("none");

        balanceInTheBackground();
        g.btrfsBalancePause("/");
        assertThat(balance()).contains("paused");
        g.btrfsBalanceResume("/");
        assertThat(balance()).contains("No balance found");

        balanceInTheBackground();
        g.btrfsBalanceCancel("/");
        assertThat(balance()).contains("No balance found");
        assertThat(Refusal.of(() -> g.btrfsBalanceCancel("/"))).hasMessageContaining("Not in progress");
    }

    private void balanceInTheBackground() {
        g.debug("sh", List.of("btrfs balance start --full-balance --bg /sysroot"));
        patiently().until(() -> balance().contains("running"));
    }

    /** Looks again at once: where KVM works, a balance is over in a fraction of a second. */
    private static ConditionFactory patiently() {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1));
    }

    /** The tool's own words: it ends with status 1 while there is a balance, which older daemons take for an error. */
    private String balance() {
        return g.debug("sh", List.of("btrfs balance status /sysroot || true"));
    }

    @Test
    void scrubIsCancelledAndResumed() {
        mounted();
        g.fill(65, (int) (64 * MIB), "/data");
        g.sync();
        g.btrfsScrubStart("/");
        assertThat(g.btrfsScrubStatus("/").btrfsscrubDataBytesScrubbed()).isGreaterThanOrEqualTo(64 * MIB);

        limitScrub("1m");
        g.debug("sh", List.of("btrfs scrub start /sysroot > /dev/null 2>&1"));
        cancelScrubInTheBackground();
        assertThat(g.btrfsScrubStatus("/").btrfsscrubDataBytesScrubbed()).isLessThan(64 * MIB);
        limitScrub("0");
        g.btrfsScrubResume("/");
        assertThat(g.btrfsScrubStatus("/").btrfsscrubDataBytesScrubbed()).isGreaterThanOrEqualTo(64 * MIB);
        assertThat(g.btrfsScrubStatus("/").btrfsscrubCsumErrors()).isZero();
        assertThat(Refusal.of(() -> g.btrfsScrubCancel("/"))).hasMessageContaining("not running");
        g.btrfsScrubFull("/");
        assertThat(Refusal.of(() -> g.btrfsScrubFull("/", o -> o.readonly(true))))
                .isInstanceOf(NotSupportedException.class);
    }

    /** It begins a moment after the command that starts it has returned, and notes its end a moment after that. */
    private void cancelScrubInTheBackground() {
        patiently()
                .ignoreExceptionsMatching(e -> String.valueOf(e.getMessage()).contains("not running"))
                .until(() -> {
                    g.btrfsScrubCancel("/");
                    return true;
                });
        patiently()
                .until(() -> g.debug("sh", List.of("btrfs scrub status /sysroot || true"))
                        .contains("aborted"));
    }

    private void limitScrub(String bytesPerSecond) {
        g.debug(
                "sh",
                List.of("for limit in /sys/fs/btrfs/*-*/devinfo/1/scrub_speed_max; do echo " + bytesPerSecond
                        + " > $limit; done"));
    }

    @Test
    @SuppressWarnings("deprecation")
    void healthyFileSystemPassesItsChecks() {
        g.mkfs("btrfs", DISK);
        g.btrfsFsck(DISK);
        g.btrfsFsck(DISK, o -> o.superblock(0).repair(false));
        g.btrfsRescueSuperRecover(DISK);
        g.btrfsRescueChunkRecover(DISK);

        g.mount(DISK, "/");
        assertThat(g.ls("/")).isEmpty();
    }

    @Test
    void featuresAreSwitchedOn() {
        g.mkfs("btrfs", DISK);
        g.btrfstuneEnableExtendedInodeRefs(DISK);
        g.btrfstuneEnableSkinnyMetadataExtentRefs(DISK);

        assertThat(g.debug("sh", List.of("btrfs inspect-internal dump-super $(blkid -t TYPE=btrfs -o device)")))
                .contains("EXTENDED_IREF")
                .contains("SKINNY_METADATA");
    }

    @Test
    void seedDeviceIsReadOnly() {
        g.mkfs("btrfs", DISK);
        g.btrfstuneSeeding(DISK, true);
        g.mount(DISK, "/");

        assertThat(Refusal.of(() -> g.touch("/file")).errnoName()).isEqualTo("EROFS");
    }

    @Test
    @SuppressWarnings("deprecation")
    void olderNameSeedsToo() {
        g.mkfs("btrfs", DISK);
        g.btrfsSetSeeding(DISK, true);
        g.mount(DISK, "/");

        assertThat(Refusal.of(() -> g.touch("/file")).errnoName()).isEqualTo("EROFS");
    }

    @Test
    void metadataIsDumpedIntoAnImage() {
        g.mkfs("btrfs", DISK);
        g.mkfs("ext2", SECOND);
        g.mount(SECOND, "/");
        // The daemon takes the path of the image in its own root, where the guest is at /sysroot.
        g.btrfsImage(List.of(DISK), "/sysroot/image", o -> o.compresslevel(3));

        assertThat(g.filesize("/image")).isPositive();
    }

    private void mounted() {
        g.mkfs("btrfs", DISK);
        g.mount(DISK, "/");
    }
}
