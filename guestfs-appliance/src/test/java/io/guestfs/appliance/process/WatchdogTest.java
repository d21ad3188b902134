package io.guestfs.appliance.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.guestfs.childjvm.ChildJvm;
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

    /** Makes directories and starts a child under the watchdog, prints its number and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments) {
            Path directory = Path.of(argument);
            Watchdog.Watch watch = Watchdog.ofThisJvm().directory(directory);
            Files.createDirectory(directory);
            watch.made(directory);
            Files.createFile(directory.resolve("file"));
            Files.createDirectories(directory.resolve("deep/down"));
        }
        ChildProcess child = ChildProcess.startWatched(Gate.atInput(), List.of("/bin/sleep", "1000"), System.getenv());
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
                    .run();
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static Process startOwner(Class<?> owner, Path... arguments) throws IOException {
        ProcessBuilder builder = ChildJvm.of(owner);
        for (Path argument : arguments) {
            builder.command().add(argument.toString());
        }
        return builder.start();
    }

    /** Starts an owner, waits until it has made everything, does something and kills it; gives the number of its child. */
    private static long killOwner(IOAction before, Path... directories) throws Exception {
        Process owner = startOwner(WatchdogTest.class, directories);
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
            long child = Long.parseLong(output.readLine());
            assertThat(alive(child)).isTrue();
            before.run(owner);
            owner.destroyForcibly();
            await().atMost(Duration.ofSeconds(20)).until(() -> !alive(child));
            return child;
        }
    }

    /** Something that is done to the owner first. */
    private interface IOAction {
        void run(Process owner) throws IOException;
    }

    @Test
    void whenTheJvmIsKilledTheChildAndTheDirectoriesGo() throws Exception {
        Path one = base.resolve("a private one");
        Path odd = base.resolve("odd 'n\\ew\n$HOME `%s` *\n");
        killOwner(owner -> {}, one, odd);
        await().until(() -> Files.notExists(one) && Files.notExists(odd));
    }

    @Test
    void whatHasTakenTheNameOfADirectoryStays() throws Exception {
        Path precious = Files.createDirectory(base.resolve("precious"));
        Files.createFile(precious.resolve("file"));
        Path linked = base.resolve("linked");
        Path swapped = base.resolve("swapped");
        Path last = base.resolve("last");
        killOwner(
                owner -> {
                    Files.move(linked, base.resolve("moved"));
                    Files.createSymbolicLink(linked, precious);
                    Files.move(swapped, base.resolve("moved too"));
                    Files.createDirectories(swapped.resolve("of somebody else"));
                },
                linked,
                swapped,
                last);
        await().until(() -> Files.notExists(last));
        assertThat(precious.resolve("file")).exists();
        assertThat(Files.isSymbolicLink(linked)).isTrue();
        assertThat(swapped.resolve("of somebody else")).exists();
    }

    @Test
    void linksInADirectoryAreRemovedAndNotFollowed() throws Exception {
        Path precious = Files.createDirectory(base.resolve("precious"));
        Files.createFile(precious.resolve("file"));
        Path directory = base.resolve("private");
        killOwner(owner -> Files.createSymbolicLink(directory.resolve("link"), precious), directory);
        await().until(() -> Files.notExists(directory));
        assertThat(precious.resolve("file")).exists();
    }

    @Test
    void aWatchdogThatWasKilledIsReplaced() throws Exception {
        Path first = base.resolve("first");
        Path second = base.resolve("second");
        Watchdog watchdog = new Watchdog();
        Watchdog.Watch one = watchdog.directory(first);
        shells().forEach(ProcessHandle::destroyForcibly);
        await().until(() -> shells().isEmpty());
        Watchdog.Watch two = watchdog.directory(second);
        awaitShell();
        one.end();
        one.end();
        assertThat(shells()).hasSize(1);
        two.end();
        await().until(() -> shells().isEmpty());
    }

    /** In the moment in which a process becomes another program it shows no command line. */
    private static void awaitShell() {
        await().until(() -> shells().size() == 1);
    }

    private static List<ProcessHandle> shells() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            return children.filter(ProcessHandle::isAlive)
                    .filter(child -> child.info().commandLine().orElse("").contains("guestfs-watchdog"))
                    .toList();
        }
    }

    @Test
    void aProgramDoesNotBeginWhenTheJvmGoesAwayBeforeTheWatchdogKnowsIt() throws Exception {
        Path sign = base.resolve("sign");
        for (Gate gate : List.of(Gate.atInput(), Gate.atFile(base.resolve("gone/go")))) {
            List<String> command = gate.command(List.of("touch", sign.toString()), System.getenv());
            Process held = new ProcessBuilder(command).start();
            held.getOutputStream().close();
            assertThat(held.waitFor()).isEqualTo(1);
            assertThat(sign).doesNotExist();
        }
    }

    @Test
    void aChildWithOurStreamsBeginsWhenTheWatchdogKnowsIt() throws Exception {
        ChildProcess child = ChildProcess.startWatched(
                Gate.atFile(base.resolve("go")), List.of("/bin/sh", "-c", "exit 7"), System.getenv());
        assertThat(child.exitWithin(Duration.ofSeconds(30)).orElseThrow().status())
                .isEqualTo(7);
    }

    @Test
    void aChildWhoseGateCantBeOpenedEndsAtOnce() throws Exception {
        // The gate is open already, so the program begins; that it can't be opened is found out after that.
        Path open = Files.createFile(base.resolve("open"));
        Path sign = base.resolve("begun");
        List<String> command = List.of("/bin/sh", "-c", "touch " + sign + "; exec sleep 4711");
        assertThatThrownBy(() -> ChildProcess.startWatched(Gate.atFile(open), command, System.getenv()))
                .isInstanceOf(IOException.class);
        await().until(() -> ProcessHandle.current()
                .descendants()
                .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 4711")
                        || process.info().commandLine().orElse("").contains(open.toString())));
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
        Watchdog.Watch watch = Watchdog.ofThisJvm().directory(directory);
        watch.made(directory);
        ChildProcess child = ChildProcess.startWatched(Gate.atInput(), List.of("sleep", "1000"), System.getenv());
        awaitShell();
        assertThat(child.end(Duration.ofSeconds(10))).isFalse();
        assertThat(child.onExit().join().signal()).isEqualTo(15);
        watch.end();
        await().until(() -> shells().isEmpty());
        assertThat(directory).exists();
    }

    @Test
    void theLastCommandRunsOnlyIfTheJvmGoesAway() throws Exception {
        Path sign = base.resolve("a sign");
        LastCommand dismissed = LastCommand.prepare(List.of("touch", sign.toString()));
        dismissed.dismiss();
        assertThat(sign).doesNotExist();

        Process owner = startOwner(LastWish.class, sign);
        assertThat(owner.getInputStream().read()).isEqualTo('r');
        owner.destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(sign));
    }

    /** Starts a watchdog, says so and waits to be killed. */
    static final class LastWish {
        private LastWish() {}

        public static void main(String[] arguments) throws Exception {
            LastCommand.prepare(List.of("touch", arguments[0]));
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
