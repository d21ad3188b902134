package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A handle that uses a daemon which runs already. */
@Timeout(90)
class AttachTest {

    private static final long CEILING_SECONDS = 40;

    @TempDir
    Path directory;

    private final GuestFS g = new GuestFS();
    private Path socket;

    @BeforeEach
    void choose() {
        socket = directory.resolve("daemon.sock");
        g.setBackend("unix:" + socket);
    }

    @AfterEach
    void close() {
        g.close();
    }

    private FakeDaemon daemon(FakeDaemon.Script script) throws IOException {
        Files.deleteIfExists(socket);
        return script.accept(socket);
    }

    @Test
    void bothNamesOfThePropertyTellThePath() {
        assertThat(g.getBackend()).isEqualTo("unix:" + socket);
        assertThat(g.getAttachMethod()).isEqualTo("unix:" + socket);
        g.setAttachMethod("unix:/run/other");
        assertThat(g.getBackend()).isEqualTo("unix:/run/other");
        g.setAttachMethod("appliance");
        assertThat(g.getBackend()).isEqualTo("direct");
        assertThat(g.getAttachMethod()).isEqualTo("appliance");
    }

    @Test
    void aPathIsNeeded() {
        assertThatThrownBy(() -> g.setBackend("unix:")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.setBackend("unix")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.setBackend("uml")).hasMessageContaining("'uml'");
    }

    @Test
    void callsGoToTheDaemonAndShutdownLetsItGo() throws Exception {
        try (FakeDaemon daemon = daemon(FakeAppliance.script("ping_daemon"))) {
            AtomicInteger launched = new AtomicInteger();
            g.setEventCallback(event -> launched.incrementAndGet(), EnumSet.of(EventKind.LAUNCH_DONE));
            g.launch();
            assertThat(launched).hasValue(1);
            assertThat(g.isReady()).isTrue();
            g.pingDaemon();
            assertThatThrownBy(g::getPid).isInstanceOf(GuestFSException.class).hasMessageContaining("no child");
            g.shutdown();
            assertThat(g.isConfig()).isTrue();
            assertThat(daemon.awaitEnd(CEILING_SECONDS)).isTrue();
            assertThat(daemon.failure()).isNull();
            assertThat(daemon.lastCall().procedure()).isEqualTo(Description.procedure("internal_autosync"));
        }
    }

    @Test
    void theEndOfTheDaemonIsNoticedAndAnotherOneCanBeUsed() throws Exception {
        AtomicInteger lost = new AtomicInteger();
        g.setEventCallback(event -> lost.incrementAndGet(), EnumSet.of(EventKind.SUBPROCESS_QUIT));
        try (FakeDaemon daemon = daemon(FakeAppliance.script())) {
            g.launch();
            FakeAppliance.answer(daemon, "ping_daemon", new Answer().close());
            assertThatThrownBy(g::pingDaemon)
                    .isInstanceOf(ApplianceLostException.class)
                    .hasMessageContaining(socket.toString());
        }
        assertThat(lost).hasValue(1);
        assertThat(g.isConfig()).isTrue();
        try (FakeDaemon daemon = daemon(FakeAppliance.script("ping_daemon"))) {
            g.launch();
            g.pingDaemon();
            assertThat(daemon.failure()).isNull();
        }
    }

    @Test
    void aSocketThatIsMissingOrThatNobodyListensOnIsNamed() throws Exception {
        assertThatThrownBy(g::launch)
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining(socket + " does not exist");
        assertThat(g.isConfig()).isTrue();
        daemon(FakeDaemon.script()).close();
        assertThat(socket).exists();
        assertThatThrownBy(g::launch)
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining(socket.toString())
                .hasMessageContaining("refused");
        assertThat(g.isConfig()).isTrue();
    }

    @Test
    void drivesAndQemuOptionsAreRefused() throws Exception {
        g.addDrive("/dev/null");
        assertThatThrownBy(g::launch).isInstanceOf(LaunchFailedException.class).hasMessageContaining("runs already");
        assertThat(g.isConfig()).isTrue();
    }

    @Test
    void aNameThatIsTooLongForASocketIsRefused() {
        g.setBackend("unix:/" + "x".repeat(107));
        assertThatThrownBy(g::launch).isInstanceOf(LaunchFailedException.class).hasMessageContaining("108 bytes");
    }

    /** A daemon says once that it is up; whoever comes second hears nothing. */
    @Test
    void aDaemonThatIsSilentEndsTheLaunchInTime() throws Exception {
        g.setBackendSetting("launch_timeout", "1");
        try (FakeDaemon daemon = daemon(FakeDaemon.script())) {
            assertThatThrownBy(g::launch)
                    .isInstanceOf(LaunchFailedException.class)
                    .hasMessageContaining("start it anew");
            assertThat(g.isConfig()).isTrue();
            assertThat(daemon.awaitEnd(CEILING_SECONDS)).isTrue();
        }
    }

    @Test
    void whateverElseTheDaemonSaysFirstIsAnError() throws Exception {
        try (FakeDaemon daemon = daemon(FakeDaemon.script().greet(new byte[] {0, 0, 0, 4, 1, 2, 3, 4}))) {
            assertThatThrownBy(g::launch).isInstanceOf(LaunchFailedException.class);
            assertThat(g.isConfig()).isTrue();
            assertThat(daemon.awaitEnd(CEILING_SECONDS)).isTrue();
        }
    }

    /** The first word would be the length of a message that never comes. */
    @Test
    void whoeverIsNoDaemonIsFoundOutAtHisFirstWord() throws Exception {
        byte[] greeting = "\0\0\1\0 hello".getBytes(StandardCharsets.US_ASCII);
        try (FakeDaemon daemon = daemon(FakeDaemon.script().greet(greeting))) {
            assertThatThrownBy(g::launch)
                    .isInstanceOf(LaunchFailedException.class)
                    .hasMessageContaining("00000100")
                    .hasMessageContaining("no guestfsd");
            assertThat(g.isConfig()).isTrue();
            assertThat(daemon.awaitEnd(CEILING_SECONDS)).isTrue();
        }
    }

    @Test
    void aLaunchThatWaitsCanBeCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        g.setVerbose(true);
        g.setEventCallback(event -> begun.countDown(), EnumSet.of(EventKind.LIBRARY));
        try (FakeDaemon daemon = daemon(FakeDaemon.script())) {
            CompletableFuture<@Nullable Throwable> launch =
                    CompletableFuture.supplyAsync(() -> catchThrowable(g::launch));
            begun.await();
            g.userCancel();
            assertThat(launch.get(CEILING_SECONDS, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
            assertThat(daemon.awaitEnd(CEILING_SECONDS)).isTrue();
        }
    }

    @Test
    void closeEndsACallThatIsBlocked() throws Exception {
        try (FakeDaemon daemon = daemon(FakeAppliance.script())) {
            CountDownLatch asked = new CountDownLatch(1);
            FakeAppliance.answer(
                    daemon, "ping_daemon", new Answer().signal(asked).stall());
            g.launch();
            CompletableFuture<@Nullable Throwable> call =
                    CompletableFuture.supplyAsync(() -> catchThrowable(g::pingDaemon));
            asked.await();
            assertThatCode(g::close).doesNotThrowAnyException();
            assertThat(call.get(CEILING_SECONDS, TimeUnit.SECONDS)).isInstanceOf(GuestFSException.class);
        }
    }
}
