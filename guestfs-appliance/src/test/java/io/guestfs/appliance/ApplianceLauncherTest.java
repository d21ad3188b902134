package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApplianceLauncherTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir
    Path temporary;

    private final RecordingListener listener = new RecordingListener();
    private WorkDirectories directories;
    private Path appliance;

    @BeforeEach
    void prepare() throws IOException {
        directories = new WorkDirectories(BaseDirectories.of(temporary, temporary, Path.of("/tmp")));
        appliance = FakeQemu.appliance(temporary);
    }

    @AfterEach
    void cleanUp() {
        directories.close();
    }

    private LaunchRequest.Builder request(Path hv) throws ApplianceException {
        return LaunchRequest.builder(directories, appliance.toString())
                .hv(hv.toString())
                .backendSettings(List.of("force_tcg"))
                .timeout(Duration.ofSeconds(60))
                .drives(List.of(Drive.file("/dev/null").build()));
    }

    private RunningAppliance launch(String mode) throws Exception {
        return new ApplianceLauncher(warning -> true)
                .launch(request(FakeQemu.program(temporary, mode)).build(), listener);
    }

    private ApplianceException failure(LaunchRequest request) {
        return catchThrowableOfType(
                ApplianceException.class, () -> new ApplianceLauncher(warning -> true).launch(request, listener));
    }

    @Test
    void whatIsWrittenToTheDaemonComesBack() throws Exception {
        try (RunningAppliance running = launch("serve")) {
            running.daemon().write(StandardCharsets.UTF_8.encode("hello"));
            ByteBuffer answer = ByteBuffer.allocateDirect(5);
            while (answer.hasRemaining()) {
                assertThat(running.daemon().read(answer)).isPositive();
            }
            assertThat(StandardCharsets.UTF_8.decode(answer.flip()).toString()).isEqualTo("hello");
            assertThat(running.pid()).isPresent();
            await().until(() -> running.console().tail().contains("fake qemu has connected"));
        }
    }

    @Test
    void shutdownLeavesNoProcessThreadOrFileBehind() throws Exception {
        RunningAppliance running = launch("serve");
        long pid = running.pid().orElseThrow();
        ShutdownResult result = running.shutdown(GRACE);
        assertThat(result.forced()).isFalse();
        assertThat(running.shutdown(GRACE)).isEqualTo(result);
        assertThat(running.alive()).isFalse();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("guestfs-console-" + pid)));
        directories.close();
        await().until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.equals("appliance") || name.endsWith(".sh"));
        }
    }

    private static boolean watchdogRuns() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .anyMatch(child -> child.info().commandLine().orElse("").contains("guestfs-watchdog"));
    }

    @Test
    void aQemuThatMayOutliveUsIsNotWatched() throws Exception {
        Path hv = FakeQemu.program(temporary, "serve");
        try (RunningAppliance watched =
                new ApplianceLauncher(warning -> true).launch(request(hv).build(), listener)) {
            assertThat(watched.alive()).isTrue();
            assertThat(watchdogRuns()).isTrue();
        }
        try (RunningAppliance running = new ApplianceLauncher(warning -> true)
                .launch(request(hv).recoveryProcess(false).build(), listener)) {
            assertThat(running.alive()).isTrue();
            await().until(() -> !watchdogRuns());
        }
    }

    private static long descriptors() {
        String[] open = new java.io.File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    @Test
    void launchesThatWorkAndLaunchesThatFailLeaveNoDescriptorsBehind() throws Exception {
        Path dying = FakeQemu.script(temporary, "exit 1");
        launch("serve").close();
        failure(request(dying).build());
        long before = descriptors();
        for (int i = 0; i < 8; i++) {
            launch("serve").close();
            failure(request(dying).build());
        }
        await().until(() -> descriptors() <= before);
    }

    @Test
    void theSocketIsGoneOnceQemuHasConnected() throws Exception {
        try (RunningAppliance running = launch("serve")) {
            assertThat(running.alive()).isTrue();
            try (Stream<Path> sockets = Files.list(directories.sockets())) {
                assertThat(sockets).isEmpty();
            }
        }
    }

    @Test
    void lastWordsOfAQemuThatDiesEarlyAreInTheError() throws Exception {
        Path hv = FakeQemu.script(temporary, "echo 'qemu: cannot open the thing' >&2; exit 3");
        ApplianceException failure = failure(request(hv).build());
        assertThat(failure.phase()).isEqualTo(LaunchPhase.CONNECT);
        assertThat(failure).hasMessageContaining("ended with status 3");
        assertThat(failure.consoleTail()).containsExactly("qemu: cannot open the thing");
        assertThat(listener.output()).contains("cannot open the thing");
    }

    @Test
    void aQemuThatNeverConnectsIsGivenUpAndKilled() throws Exception {
        Path hv = FakeQemu.script(temporary, "exec sleep 1000");
        ApplianceException failure =
                failure(request(hv).timeout(Duration.ofMillis(300)).build());
        assertThat(failure).hasMessageContaining("did not connect");
        directories.close();
        await().until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
    }

    /** Hears output more slowly than it comes. */
    private static LaunchListener slow(BooleanSupplier aborted) {
        return new LaunchListener() {
            @Override
            public void debug(String line) {}

            @Override
            public void warning(String line) {}

            @Override
            public void progress(int step) {}

            @Override
            public void applianceOutput(byte[] bytes) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }

            @Override
            public boolean aborted() {
                return aborted.getAsBoolean();
            }
        };
    }

    @Test
    void outputWithoutEndDoesNotKeepALaunchWhoseTimeIsUpOrThatIsAborted() throws Exception {
        Path hv = FakeQemu.script(temporary, "exec yes");
        LaunchRequest limited = request(hv).timeout(Duration.ofMillis(300)).build();
        assertThatThrownBy(() -> new ApplianceLauncher(warning -> true).launch(limited, slow(() -> false)))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("did not connect");
        long begin = System.nanoTime();
        LaunchListener leaving =
                slow(() -> System.nanoTime() - begin > Duration.ofSeconds(1).toNanos());
        LaunchRequest patient = request(hv).build();
        assertThatThrownBy(() -> new ApplianceLauncher(warning -> true).launch(patient, leaving))
                .isInstanceOfSatisfying(
                        ApplianceException.class,
                        failure -> assertThat(failure.phase()).isEqualTo(LaunchPhase.ABORTED));
    }

    @Test
    void aQemuThatHasConnectedEndsWithALaunchThatFailsAfterThat() throws Exception {
        Path hv = FakeQemu.program(temporary, "usurp");
        ApplianceException failure = failure(request(hv).build());
        assertThat(failure).isNotNull();
        await().until(() -> ProcessHandle.current()
                .descendants()
                .noneMatch(process -> process.info().commandLine().orElse("").contains("usurp")));
    }

    @Test
    void aLaunchCanBeAborted() throws Exception {
        Path hv = FakeQemu.script(temporary, "echo started; exec sleep 1000");
        LaunchRequest request = request(hv).build();
        CompletableFuture<ApplianceException> failed = CompletableFuture.supplyAsync(() -> failure(request));
        await().until(() -> listener.output().contains("started"));
        listener.abort.set(true);
        assertThat(failed.get(60, TimeUnit.SECONDS).phase()).isEqualTo(LaunchPhase.ABORTED);
    }

    @Test
    void aQemuThatIgnoresBeingAskedIsKilled() throws Exception {
        Path hv = FakeQemu.program(temporary, "serve");
        String text = Files.readString(hv).replace("exec ", "trap '' TERM; exec ");
        Files.writeString(hv, text);
        RunningAppliance running =
                new ApplianceLauncher(warning -> true).launch(request(hv).build(), listener);
        new ProcessBuilder("kill", "-STOP", Long.toString(running.pid().orElseThrow()))
                .start()
                .waitFor();
        ShutdownResult result = running.shutdown(Duration.ofMillis(200));
        assertThat(result.forced()).isTrue();
        assertThat(result.how()).contains("SIGKILL");
        assertThat(running.alive()).isFalse();
    }

    @Test
    void deathOfQemuEndsABlockedRead() throws Exception {
        try (RunningAppliance running = launch("silent")) {
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return running.daemon().read(ByteBuffer.allocateDirect(1));
                } catch (IOException e) {
                    return -2;
                }
            });
            ProcessHandle.of(running.pid().orElseThrow()).orElseThrow().destroyForcibly();
            assertThat(read.get(60, TimeUnit.SECONDS)).isNegative();
            assertThat(running.shutdown(GRACE).how()).contains("SIGKILL");
        }
    }

    @Test
    void aFloodOnTheConsoleNeitherBlocksQemuNorFillsMemory() throws Exception {
        try (RunningAppliance running = launch("flood")) {
            await().until(() -> running.console().tail().toString().contains("fake qemu has connected"));
            assertThat(running.alive()).isTrue();
        }
    }

    @Test
    void withoutDrivesTheErrorSaysWhatToDo() throws Exception {
        LaunchRequest request = request(Path.of("/bin/true")).drives(List.of()).build();
        assertThat(failure(request).fullText()).contains("no drive").contains("/dev/null");
    }

    @Test
    void anUnreadableSettingIsNamed() throws Exception {
        LaunchRequest request = request(Path.of("/bin/true"))
                .backendSettings(List.of("force_tcg=maybe"))
                .build();
        assertThat(failure(request)).hasMessageContaining("force_tcg").hasMessageContaining("maybe");
    }

    @Test
    void aMissingQemuIsNamed() throws Exception {
        ApplianceException failure = failure(request(Path.of("/no/such/qemu")).build());
        assertThat(failure.phase()).isEqualTo(LaunchPhase.HYPERVISOR);
        assertThat(failure.fullText()).contains("/no/such/qemu").contains("LIBGUESTFS_HV");
    }

    @Test
    void anInterruptedLaunchStillSucceedsAndKeepsTheInterrupt() throws Exception {
        Thread.currentThread().interrupt();
        try (RunningAppliance running = launch("serve")) {
            assertThat(running.alive()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void userParametersComeLastInTheOrderOfTheCalls() throws Exception {
        Path seen = temporary.resolve("seen");
        Path hv = FakeQemu.script(temporary, "printf '%s\\n' \"$@\" > '" + seen + "'; exit 0");
        LaunchRequest request = request(hv)
                .config(List.of(new ConfigParameter("-name", "one"), new ConfigParameter("-msg", "timestamp=on")))
                .build();
        assertThat(failure(request)).hasMessageContaining("before it connected");
        List<String> words = Files.readAllLines(seen);
        assertThat(words.subList(words.size() - 4, words.size()))
                .containsExactly("-name", "one", "-msg", "timestamp=on");
    }

    @Test
    void aClosedDaemonSocketSaysSo() throws Exception {
        try (RunningAppliance running = launch("serve")) {
            running.daemon().close();
            assertThatThrownBy(() -> running.daemon().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closed");
        }
    }
}
