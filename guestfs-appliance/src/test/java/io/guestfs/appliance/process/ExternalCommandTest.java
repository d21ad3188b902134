package io.guestfs.appliance.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExternalCommandTest {
    private static ExternalCommand shell(String script) {
        return ExternalCommand.of(List.of("/bin/sh", "-c", script));
    }

    @Test
    void outputErrorsAndStatusAreTold() throws IOException {
        CommandResult result = shell("echo out; echo err >&2; exit 4").run();
        assertThat(result.outputText()).isEqualTo("out\n");
        assertThat(result.errorText()).isEqualTo("err\n");
        assertThat(result.success()).isFalse();
        assertThat(result.lastWords()).containsExactly("err");
        assertThat(result.describe()).isEqualTo("/bin/sh ended with status 4");
    }

    @Test
    void aSignalIsNamed() throws IOException {
        assertThat(shell("kill -SEGV $$").run().describe())
                .contains("signal 11")
                .contains("SIGSEGV");
    }

    @Test
    void inputIsEmptyAndTheLanguageEnglish() throws IOException {
        CommandResult result = shell("cat; echo \"$LC_ALL $MINE\"")
                .environment(Map.of("PATH", "/usr/bin:/bin", "MINE", "x"))
                .run();
        assertThat(result.outputText()).isEqualTo("C x\n");
    }

    @Test
    void whenTheTimeIsUpEverythingItStartedIsKilled() throws IOException {
        CommandResult result = shell("sleep 1000 & echo $!; wait")
                .timeLimit(Duration.ofSeconds(5))
                .run();
        assertThat(result.ending()).isEqualTo(CommandResult.Ending.TIME_UP);
        assertThat(result.describe()).contains("took too long");
        long sleeper = Long.parseLong(result.outputText().strip());
        await().until(() ->
                ProcessHandle.of(sleeper).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aRunCanBeGivenUp() throws IOException {
        CommandResult result = shell("exec sleep 1000").abortedBy(() -> true).run();
        assertThat(result.ending()).isEqualTo(CommandResult.Ending.ABORTED);
    }

    @Test
    void muchOutputIsReadButNotKept() throws IOException {
        CommandResult result = shell("head -c 3000000 /dev/zero; echo end >&2")
                .outputLimit(1000)
                .run();
        assertThat(result.output()).hasSize(1000);
        assertThat(result.lastWords()).containsExactly("end");
    }

    @Test
    void somethingLeftBehindThatHoldsTheOutputDoesNotDelayTheEnd() throws IOException {
        CommandResult result = shell("sleep 1000 & echo $!").run();
        assertThat(result.success()).isTrue();
        ProcessHandle.of(Long.parseLong(result.outputText().strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void outputIsHandedOnAsItComes() throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        shell("echo one; echo two >&2").onOutput(seen::writeBytes).run();
        assertThat(seen.toString(StandardCharsets.UTF_8)).contains("one\n").contains("two\n");
    }

    @Test
    void anInterruptIsKeptAndTheProgramRunsToItsEnd() throws IOException {
        Thread.currentThread().interrupt();
        CommandResult result = shell("echo done").run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.outputText()).isEqualTo("done\n");
    }

    @Test
    void aMissingProgramIsAnException() {
        assertThatThrownBy(() -> ExternalCommand.of(List.of("/no/such/program")).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void programsAreLookedUpOnThePath() {
        assertThat(ProgramPath.find("sh", Map.of("PATH", "/nowhere:/bin"))).isPresent();
        assertThat(ProgramPath.find("sh", Map.of("PATH", "/nowhere"))).isEmpty();
        assertThat(ProgramPath.find("/bin/sh", Map.of())).isPresent();
        assertThat(ProgramPath.find("/bin", Map.of())).isEmpty();
        assertThat(ProgramPath.find("", Map.of())).isEmpty();
    }

    @Test
    void aDirectoryOnThePathThatHasNoNameInThisLocaleIsSkipped() {
        // A name with bytes that the locale of this JVM does not know becomes something that can't be turned back.
        assertThat(ProgramPath.find("sh", Map.of("PATH", "/home/j\udc80rgen/bin:/bin")))
                .contains(Path.of("/bin/sh"));
        assertThat(ProgramPath.find("/home/j\udc80rgen/bin/sh", Map.of())).isEmpty();
    }

    @Test
    void whetherASocketListensIsToldToAThreadThatIsInterruptedToo(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("sock");
        try (SocketChannel bound = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            bound.bind(UnixDomainSocketAddress.of(socket));
            Thread.currentThread().interrupt();
            assertThat(SocketTable.listening(socket)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
        }
        Files.delete(socket);
        try (ServerSocketChannel open = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            open.bind(UnixDomainSocketAddress.of(socket));
            Thread.currentThread().interrupt();
            assertThat(SocketTable.listening(socket)).isTrue();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void memoryIsLimited() throws Exception {
        CommandResult result = ExternalCommand.of(List.of("/bin/sh", "-c", "ulimit -v; ulimit -t"))
                .memoryLimit(1L << 30)
                .processorLimit(Duration.ofSeconds(10))
                .run();
        assertThat(result.outputText().split("\n", -1)).startsWith("1048576", "11");
    }

    @Test
    void aProgramThatOnlyComputesIsEndedByTheKernel() throws Exception {
        CommandResult result = ExternalCommand.of(List.of("/bin/sh", "-c", "while :; do :; done"))
                .processorLimit(Duration.ZERO)
                .run();
        assertThat(result.success()).isFalse();
        assertThat(result.exit().signal()).isIn(9, 24);
    }
}
