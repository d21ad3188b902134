package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import org.junit.jupiter.api.Test;

/** From a new handle to a file in a disk image. */
class LaunchIT {

    @Test
    void writesAFileIntoANewFileSystem() {
        RealHandle.assumeHostIsReady();
        try (GuestFS g = RealHandle.open()) {
            g.addDriveScratch(128L * 1024 * 1024);
            g.launch();
            g.partDisk("/dev/sda", "gpt");
            g.mkfs("ext4", "/dev/sda1");
            g.mount("/dev/sda1", "/");
            g.write("/hello", "Grüße\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

            assertThat(g.cat("/hello")).isEqualTo("Grüße\n");
            assertThat(g.ls("/")).containsExactly("hello", "lost+found");
            assertThat(g.lstat("/hello").size()).isEqualTo(8);
            assertThat(g.readdir("/")).extracting("name").contains("hello", "lost+found");

            g.shutdown();
            assertThat(g.isConfig()).isTrue();
        }
    }
}
