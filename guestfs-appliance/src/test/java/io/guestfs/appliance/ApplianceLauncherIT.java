package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.qmp.QmpException;
import io.guestfs.appliance.qmp.QmpMonitor;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApplianceLauncherIT {
    private static final int LAUNCH_FLAG = 0xf5f55ff5;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    @Test
    void aRealApplianceConnectsAndItsDaemonReportsIn() throws Exception {
        Path appliance = applianceDirectory();
        assumeTrue(Files.exists(appliance.resolve("supermin.d/packages")), "no supermin appliance on this host");
        RecordingListener listener = new RecordingListener();
        BaseDirectories bases = BaseDirectories.of(
                temporary, Path.of(BaseDirectories.resolveCache(null, System.getenv())), Path.of("/tmp"));
        Path disk = Files.createFile(temporary.resolve("a disk, with a comma.img"));
        Files.write(disk, new byte[1 << 20]);
        try (WorkDirectories directories = new WorkDirectories(bases)) {
            LaunchRequest request = LaunchRequest.builder(directories, appliance.toString())
                    .drives(List.of(
                            Drive.file(disk.toString())
                                    .readonly(true)
                                    .format("raw")
                                    .build(),
                            Drive.file(disk.toString())
                                    .format("raw")
                                    .label("mydisk")
                                    .build(),
                            Drive.scratch(1 << 20).blocksize(4096).build(),
                            Drive.file("/dev/null").build()))
                    .verbose(true)
                    .network(true)
                    .timeout(Duration.ofMinutes(2))
                    .build();
            long pid;
            try (RunningAppliance running = new ApplianceLauncher(warning -> true).launch(request, listener)) {
                pid = running.pid().orElseThrow();
                assertThat(readFlag(running)).isEqualTo(LAUNCH_FLAG);
                assertThat(running.alive()).isTrue();
                QmpMonitor monitor = running.monitor().orElseThrow();
                assertThat(monitor.execute("query-status", LIMIT).object()).containsEntry("status", "running");
                assertThat(monitor.execute("query-block", LIMIT).list()).hasSizeGreaterThanOrEqualTo(5);
                assertThatThrownBy(() -> monitor.execute("no-such-command", LIMIT))
                        .isInstanceOf(QmpException.class)
                        .hasMessageContaining("no-such-command");
                ShutdownResult result = running.shutdown(LIMIT);
                assertThat(result.clean()).as(result.toString()).isTrue();
                assertThat(running.reports().ending()).isNull();
                await().until(() -> !monitor.usable());
            }
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(listener.steps).containsExactly(0, 3);
            assertThat(listener.warnings).hasSizeLessThan(2);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).containsExactly(disk);
        }
    }

    private static Path applianceDirectory() {
        Map<String, String> environment = System.getenv();
        String set = environment.get("LIBGUESTFS_PATH");
        if (set != null && !set.isEmpty()) {
            return Path.of(set);
        }
        return Stream.of("/usr/lib/x86_64-linux-gnu/guestfs", "/usr/lib64/guestfs", "/usr/lib/guestfs")
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(Path.of("/usr/lib/guestfs"));
    }

    private static int readFlag(RunningAppliance running) throws IOException {
        ByteBuffer flag = ByteBuffer.allocateDirect(Integer.BYTES);
        while (flag.hasRemaining()) {
            assertThat(running.daemon().read(flag))
                    .as("bytes read; console ends with " + running.console().tail())
                    .isPositive();
        }
        return flag.flip().getInt();
    }
}
