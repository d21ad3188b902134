package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.GuestFSException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Handles that use a daemon which somebody else started. */
@Timeout(300)
class AttachIT {

    private static final long MIB = 1024 * 1024;

    @TempDir
    Path temporary;

    @BeforeAll
    static void ready() {
        RealHandle.assumeHostIsReady();
    }

    @Test
    void theDaemonOfARunningGuestServesAndTheGuestIsNotOurs() throws Exception {
        Path disk = temporary.resolve("disk.img");
        try (GuestFS g = RealHandle.open()) {
            g.diskCreate(disk.toString(), "raw", 64 * MIB);
        }
        try (DaemonElsewhere guest = DaemonElsewhere.inGuest(temporary, disk)) {
            try (GuestFS g = RealHandle.open()) {
                g.setBackend("unix:" + guest.socket());
                assertThat(g.getBackend()).isEqualTo("unix:" + guest.socket());
                g.launch();
                assertThat(g.listDevices()).containsExactly("/dev/sda");
                assertThatThrownBy(g::getPid)
                        .isInstanceOf(GuestFSException.class)
                        .hasMessageContaining("no child");
                g.mkfs("ext4", "/dev/sda");
                g.mount("/dev/sda", "/");
                g.write("/greeting", "from outside".getBytes(US_ASCII));
            }
            // The daemon ends with its connection, and this guest with its daemon.
            assertThat(guest.ends()).isTrue();
        }
        try (GuestFS g = RealHandle.open()) {
            g.addDrive(disk.toString(), o -> o.format("raw").readonly(true));
            g.launch();
            g.mountRo("/dev/sda", "/");
            assertThat(g.cat("/greeting")).isEqualTo("from outside");
        }
    }

    @Test
    void aDaemonOnThisHostServesAndMayBeStartedAnew() throws Exception {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root can give it a world of its own");
        Path file = Files.writeString(temporary.resolve("of-the-host"), "what it says");
        try (GuestFS g = RealHandle.open()) {
            try (DaemonElsewhere daemon = DaemonElsewhere.onHost(temporary)) {
                g.setBackend("unix:" + daemon.socket());
                g.launch();
                assertThat(g.cat(file.toString())).isEqualTo("what it says");
                g.shutdown();
                assertThat(daemon.ends()).isTrue();
            }
            try (DaemonElsewhere daemon = DaemonElsewhere.onHost(temporary)) {
                g.launch();
                g.write(file.toString(), "something else".getBytes(US_ASCII));
                assertThat(file).hasContent("something else");
                daemon.close();
                assertThatThrownBy(() -> g.cat(file.toString()))
                        .isInstanceOf(ApplianceLostException.class)
                        .hasMessageContaining(daemon.socket().toString());
                assertThat(g.isConfig()).isTrue();
            }
            assertThatThrownBy(g::launch)
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining(g.getBackend().substring("unix:".length()));
        }
    }
}
