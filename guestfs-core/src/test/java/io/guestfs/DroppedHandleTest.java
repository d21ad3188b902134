package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.guestfs.disaster.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handle that is forgotten takes its qemu and its files with it. */
@Timeout(90)
class DroppedHandleTest {

    private final FakeAppliance appliance = new FakeAppliance();

    @AfterEach
    void close() {
        appliance.close();
    }

    /** Not through {@link FakeAppliance#handle}, which remembers its handles. */
    @SuppressWarnings("resource") // forgetting to close is what is tested
    private long launchAndForget(Path tmp) throws IOException {
        GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());
        g.setTmpdir(tmp.toString());
        g.setHv(appliance.hypervisor().toString());
        g.setPath(appliance.directory().resolve("appliance").toString());
        g.setBackendSettings(List.of("force_tcg"));
        appliance.addDisk(g);
        g.addDriveScratch(1 << 20);
        g.launch();
        assertThat(ProcessHandle.of(g.getPid())).isPresent();
        assertThat(empty(tmp)).isFalse();
        // It may be collected as soon as this is done.
        return g.getPid();
    }

    private static boolean empty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".guestfs"))
                    .findAny()
                    .isEmpty();
        }
    }

    @Test
    void aHandleDroppedWithoutCloseLeavesNothing() throws Exception {
        Path tmp = Files.createDirectory(appliance.directory().resolve("tmp"));
        appliance.serve(FakeAppliance.script());
        long qemu = launchAndForget(tmp);
        long begin = System.nanoTime();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return ProcessHandle.of(qemu).filter(ProcessHandle::isAlive).isEmpty() && empty(tmp);
        });
        Figures.since(begin, "nothing left of a dropped handle");
    }
}
