package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.error.WrongStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A running appliance: its state, its settings as seen from inside, what it can do. */
class LifecycleIT {

    private static final int MEMSIZE = 700;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.prepared(g -> {
        g.setMemsize(MEMSIZE);
        g.setSmp(2);
        g.setAppend("orchard.trees=12");
        g.setIdentifier("fruit");
        g.setNetwork(true);
        g.config("-name", "orchard");
        g.addDriveScratch(1024 * 1024);
        g.addDriveScratch(2 * 1024 * 1024);
    });

    private final GuestFS g = appliance.g();

    @Test
    void daemonAnswers() {
        g.pingDaemon();
        assertThat(g.echoDaemon(List.of("an", "äpple", ""))).isEqualTo("an äpple ");
        assertThat(g.echoDaemon(List.of())).isEmpty();
    }

    @Test
    void messageThatIsTooLargeIsNotSent() {
        String large = "x".repeat(5 * 1024 * 1024);

        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> g.echoDaemon(List.of(large)))
                .withMessageContaining("nothing was sent");
        g.pingDaemon();
    }

    @Test
    void daemonSleepsAsLongAsTold() {
        double begin = guestSeconds();

        g.sleep(1);

        assertThat(guestSeconds() - begin).isGreaterThan(0.99);
    }

    /** The guest sleeps by its own clock, whose speed it finds out at boot, and on a busy host not quite right. */
    private double guestSeconds() {
        return Double.parseDouble(sh("cut -d' ' -f1 /proc/uptime").strip());
    }

    @Test
    void stateIsReady() {
        assertThat(g.isReady()).isTrue();
        assertThat(g.isConfig()).isFalse();
        assertThat(g.isLaunching()).isFalse();
        assertThat(g.isBusy()).isFalse();
        assertThat(g.getState()).isEqualTo(2);
        g.waitReady();
    }

    @Test
    void processIsQemuWithTheExtraWords() throws IOException {
        String words = Files.readString(Path.of("/proc", Integer.toString(g.getPid()), "cmdline"));

        assertThat(words.split("\0", -1)[0]).contains("qemu");
        assertThat(words.split("\0", -1)).containsSequence("-name", "orchard");
    }

    @Test
    void settingsReachTheAppliance() {
        assertThat(sh("cat /proc/cmdline")).contains("orchard.trees=12").contains("guestfs_identifier=fruit");
        assertThat(sh("getconf _NPROCESSORS_ONLN").strip()).isEqualTo("2");
        int kib = Integer.parseInt(
                sh("sed -n 's/^MemTotal: *\\([0-9]*\\).*/\\1/p' /proc/meminfo").strip());
        assertThat(kib).isBetween((MEMSIZE - 150) * 1024, MEMSIZE * 1024);
        assertThat(sh("ls /sys/class/net").lines()).hasSizeGreaterThanOrEqualTo(2);
    }

    private String sh(String command) {
        return g.debug("sh", List.of(command));
    }

    @Test
    void callsOfTheTimeBeforeLaunchAreRefused() {
        assertThatExceptionOfType(WrongStateException.class).isThrownBy(g::launch);
        assertThatExceptionOfType(WrongStateException.class).isThrownBy(() -> g.setMemsize(512));
        assertThatExceptionOfType(WrongStateException.class).isThrownBy(() -> g.config("-name", "x"));
        assertThat(g.getMemsize()).isEqualTo(MEMSIZE);
        assertThat(g.debugDrives()).hasSize(2);
    }

    @Test
    void versionAndLimitsAreTold() {
        assertThat(g.version().major()).isEqualTo(1);
        assertThat(g.maxDisks()).isEqualTo(255);
    }

    @Test
    void drivesHaveNamesAndNumbers() {
        assertThat(g.listDevices()).containsExactly("/dev/sda", "/dev/sdb");
        assertThat(g.deviceIndex("/dev/sdb")).isEqualTo(1);
        assertThat(g.deviceName(1)).isEqualTo("/dev/sdb");
        assertThat(g.canonicalDeviceName("/dev/vdb1")).isEqualTo("/dev/sdb1");
        assertThatExceptionOfType(GuestFSException.class).isThrownBy(() -> g.deviceIndex("/dev/sda1"));
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> g.deviceName(2));
    }

    @Test
    void featureGroupsAreListedAndAskedFor() {
        List<String> groups = g.availableAllGroups();

        assertThat(groups).isSorted().contains("lvm2", "xz", "inotify");
        assertThat(g.featureAvailable(List.of("lvm2", "inotify"))).isTrue();
        g.available(List.of("lvm2"));
        g.available(List.of());
    }

    @Test
    void featureGroupThatIsUnknownIsRefused() {
        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> g.available(List.of("orchards")))
                .withMessageContaining("orchards");
        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> g.featureAvailable(List.of("lvm2", "orchards")));
    }

    @Test
    void featureGroupWithoutItsProgramIsNotSupported() {
        assumeTrue(g.availableAllGroups().contains("scrub"), "this daemon does not know the group");
        String moved = sh("if [ -e /usr/bin/scrub ]; then mv /usr/bin/scrub /usr/bin/gone; fi; ls /usr/bin");
        assertThat(moved.lines()).doesNotContain("scrub");

        assertThat(g.featureAvailable(List.of("lvm2", "scrub"))).isFalse();
        assertThatExceptionOfType(NotSupportedException.class)
                .isThrownBy(() -> g.available(List.of("scrub")))
                .withMessageContaining("'scrub'");
        assertThatExceptionOfType(NotSupportedException.class)
                .isThrownBy(() -> g.scrubDevice("/dev/sdb"))
                .withMessageContaining("'scrub'");
    }
}
