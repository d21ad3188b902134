package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.FixedAppliance;
import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An appliance in a directory of its own, made and launched without the host's supermin and cache. */
@Timeout(300)
class FixedApplianceIT {

    @TempDir
    static Path temporary;

    private static Path appliance;

    @BeforeAll
    static void make() {
        RealHandle.assumeHostIsReady();
        appliance = temporary.resolve("new/appliance");
        FixedAppliance.make(appliance);
    }

    @Test
    void isLaunchedAsItIs() throws Exception {
        assertThat(appliance).isDirectoryContaining("glob:**/README.fixed");
        assertThat(appliance.toFile().list()).containsExactlyInAnyOrder("README.fixed", "kernel", "initrd", "root");
        long spaceOfRoot = ((Number) Files.getAttribute(appliance.resolve("root"), "unix:size")).longValue();
        assertThat(spaceOfRoot).isGreaterThan(1L << 30);
        List<String> lines = new CopyOnWriteArrayList<>();
        Path cache = Files.createDirectory(temporary.resolve("empty cache"));
        try (GuestFS g = RealHandle.open()) {
            g.setVerbose(true);
            g.setEventCallback(event -> lines.add(((Event.Message) event).text()), EnumSet.of(EventKind.LIBRARY));
            g.setCachedir(cache.toString());
            g.setPath("/not/there:" + appliance);
            g.addDriveScratch(64L << 20);
            g.launch();
            g.mkfs("ext2", "/dev/sda");
            g.mount("/dev/sda", "/");
            g.write("/f", "fixed".getBytes(US_ASCII));
            assertThat(g.cat("/f")).isEqualTo("fixed");
            g.shutdown();
        }
        assertThat(lines).anyMatch(line -> line.contains("ready-made") && line.contains(appliance.toString()));
        assertThat(lines).noneMatch(line -> line.contains("supermin begins"));
        try (var left = Files.walk(cache)) {
            assertThat(left).noneMatch(file -> file.getFileName().toString().equals("root"));
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> FixedAppliance.make(file.resolve("below")))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining(file.toString());
    }
}
