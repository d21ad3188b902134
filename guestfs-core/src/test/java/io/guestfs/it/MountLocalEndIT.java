package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.ApplianceLostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mounts whose guest goes away before they are unmounted. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MountLocalEndIT {

    @TempDir
    Path temp;

    Path mountPoint;

    @BeforeAll
    static void host() {
        RealHandle.assumeHostIsReady();
        ServedMount.assumeFuse();
    }

    @BeforeEach
    void directory() throws Exception {
        mountPoint = Files.createDirectory(temp.toRealPath().resolve("mnt"));
    }

    private static void launch(GuestFS g) {
        g.addDriveScratch(64L << 20);
        g.launch();
        g.mkfs("ext2", "/dev/sda");
        g.mount("/dev/sda", "/");
        g.write("/f", "text".getBytes(StandardCharsets.UTF_8));
    }

    private boolean isMounted() throws Exception {
        return Files.readString(Path.of("/proc/self/mounts"), StandardCharsets.ISO_8859_1)
                .contains(mountPoint.toString());
    }

    /** One handle for both, as a launch is expensive: first its appliance dies, then it is closed. */
    @Test
    void neitherADeadApplianceNorAClosedHandleLeavesAMount() throws Exception {
        try (GuestFS g = RealHandle.open()) {
            launch(g);
            // Asked before the run, which lets no other call in.
            ProcessHandle qemu = ProcessHandle.of(g.getPid()).orElseThrow();
            ServedMount mount = ServedMount.of(g, mountPoint, o -> {});
            assertThat(mount.sh("cat f")).isEqualTo("text");
            // Nobody asks for anything when the appliance dies.
            qemu.destroyForcibly();
            assertThatThrownBy(mount::awaitEnd).hasCauseInstanceOf(ApplianceLostException.class);
            assertThat(isMounted()).isFalse();
            assertThat(g.isConfig()).isTrue();

            launch(g);
            mount = ServedMount.of(g, mountPoint, o -> {});
            Process user = ServedMount.start(mountPoint, "cat f; cat; cat f");
            assertThat(new String(user.getInputStream().readNBytes(4), StandardCharsets.UTF_8))
                    .isEqualTo("text");
            g.close();
            assertThat(isMounted()).isFalse();
            mount.awaitEnd();
            user.getOutputStream().close();
            assertThat(new String(user.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("cat: f: ");
        }
    }
}
