package io.guestfs.appliance.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogTest {
    @TempDir
    Path base;

    /** Starts a child under a watchdog, prints its number and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
        Watchdog watchdog = Watchdog.start(List.of(Path.of(arguments[0])));
        ChildProcess child = ChildProcess.start(List.of("sleep", "1000"), System.getenv(), false);
        watchdog.watch(child.pid());
        child.guardedBy(watchdog);
        System.out.println(child.pid());
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }

    /** Runs a helper program that starts another one and waits to be killed. */
    static final class HelperOwner {
        private HelperOwner() {}

        public static void main(String[] arguments) throws Exception {
            // The watchdog is told of a program just after its start, and nothing shows when: the numbers are given
            // later.
            ExternalCommand.of(List.of(
                            "/bin/sh", "-c", "sleep 1000 & n=$!; sleep 2; echo $n $$ > \"$0\"; wait", arguments[0]))
                    .guarded()
                    .run();
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private Process startOwner(Path directory) throws IOException {
        return startOwner(WatchdogTest.class, directory);
    }

    private Process startOwner(Class<?> owner, Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        owner.getName(),
                        directory.toString())
                .start();
    }

    @Test
    void whenTheJvmIsKilledTheChildAndTheDirectoriesGo() throws Exception {
        Path directory = Files.createDirectory(base.resolve("a private one"));
        Files.createFile(directory.resolve("file"));
        Process owner = startOwner(directory);
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
            long child = Long.parseLong(output.readLine());
            assertThat(alive(child)).isTrue();
            owner.destroyForcibly();
            await().atMost(Duration.ofSeconds(20)).until(() -> !alive(child));
            await().until(() -> Files.notExists(directory));
        }
    }

    @Test
    void whenTheJvmIsKilledAHelperProgramAndWhatItStartedGo() throws Exception {
        Path pids = base.resolve("pids");
        Process owner = startOwner(HelperOwner.class, pids);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(pids) && Files.readString(pids).endsWith("\n"));
        String[] numbers = Files.readString(pids).strip().split(" ", -1);
        owner.destroyForcibly();
        for (String number : numbers) {
            await().atMost(Duration.ofSeconds(20)).until(() -> !alive(Long.parseLong(number)));
        }
    }

    @Test
    void anOrderlyEndRemovesNothingAndLeavesNoShell() throws Exception {
        Path directory = Files.createDirectory(base.resolve("kept"));
        Watchdog watchdog = Watchdog.start(List.of(directory));
        ChildProcess child = ChildProcess.start(List.of("sleep", "1000"), System.getenv(), false);
        watchdog.watch(child.pid());
        child.guardedBy(watchdog);
        assertThat(child.end(Duration.ofSeconds(10))).isFalse();
        assertThat(child.onExit().join().signal()).isEqualTo(15);
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            assertThat(children.filter(ProcessHandle::isAlive)
                            .filter(handle ->
                                    handle.info().commandLine().orElse("").contains("guestfs-watchdog")))
                    .isEmpty();
        }
        assertThat(directory).exists();
    }

    @Test
    void theLastCommandRunsOnlyIfTheJvmGoesAway() throws Exception {
        Path sign = base.resolve("a sign");
        Watchdog dismissed = Watchdog.forLastCommand(List.of("touch", sign.toString()));
        dismissed.dismiss();
        assertThat(sign).doesNotExist();

        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LastWish.class.getName(),
                        sign.toString())
                .start();
        assertThat(owner.getInputStream().read()).isEqualTo('r');
        owner.destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(sign));
    }

    /** Starts a watchdog, says so and waits to be killed. */
    static final class LastWish {
        private LastWish() {}

        public static void main(String[] arguments) throws Exception {
            Watchdog.forLastCommand(List.of("touch", arguments[0]));
            System.out.println("ready");
            System.out.flush();
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void aChildThatDoesNotListenIsKilled() throws Exception {
        ChildProcess child = ChildProcess.start(
                List.of("/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"),
                System.getenv(),
                false);
        assertThat(child.output().read()).isEqualTo('r');
        assertThat(child.end(Duration.ofMillis(100))).isTrue();
        assertThat(child.onExit().join().signal()).isEqualTo(9);
        assertThat(child.end(Duration.ZERO)).isTrue();
    }

    @Test
    void whatIsTypedReachesTheChild() throws Exception {
        ChildProcess child = ChildProcess.start(List.of("cat"), System.getenv(), false);
        child.writeInput("hi".getBytes(StandardCharsets.UTF_8));
        assertThat(child.output().readNBytes(2))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("hi");
        child.end(Duration.ofSeconds(10));
        assertThat(child.alive()).isFalse();
    }
}
