package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.disaster.Figures;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.error.NotLaunchedException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of a handle, wanted or not. */
@Timeout(60)
class CloseTest {

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.handle();
    private final RecordedEvents heard = new RecordedEvents();

    @AfterEach
    void close() {
        appliance.close();
    }

    private void listen() {
        g.setEventCallback(heard, EnumSet.of(EventKind.CLOSE, EventKind.SUBPROCESS_QUIT));
    }

    @Test
    void closingTwiceIsClosingOnce() {
        listen();
        g.launch();
        g.close();
        g.close();
        assertThat(heard.lines()).containsExactly("CLOSE");
    }

    @Test
    void aCallThatHangsEndsWhenTheHandleIsClosed() throws Exception {
        listen();
        g.launch();
        CountDownLatch arrived = new CountDownLatch(1);
        FakeAppliance.answer(daemon, "ping_daemon", new Answer().signal(arrived).stall());
        CompletableFuture<@Nullable Throwable> call =
                CompletableFuture.supplyAsync(() -> catchThrowable(g::pingDaemon));
        arrived.await();
        g.close();
        assertThat(call.get()).isInstanceOf(HandleClosedException.class);
        assertThat(heard.lines()).as("nothing was lost").containsExactly("CLOSE");
    }

    @Test
    void aTransferThatHangsEndsWhenTheHandleIsClosed() throws Exception {
        g.launch();
        CountDownLatch arrived = new CountDownLatch(1);
        FakeAppliance.answer(
                daemon, "download", new Answer().thenOk().signal(arrived).stall());
        CompletableFuture<@Nullable Throwable> call = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> g.download("/x", new ByteArrayOutputStream())));
        arrived.await();
        g.close();
        assertThat(call.get()).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void aLaunchThatHangsEndsWhenTheHandleIsClosed() throws Exception {
        try (FakeAppliance silent = new FakeAppliance()) {
            FakeDaemon mute = silent.serve(FakeDaemon.script());
            GuestFS waiting = silent.handle();
            CountDownLatch console = new CountDownLatch(1);
            waiting.setEventCallback(event -> console.countDown(), EnumSet.of(EventKind.APPLIANCE));
            CompletableFuture<@Nullable Throwable> launch =
                    CompletableFuture.supplyAsync(() -> catchThrowable(waiting::launch));
            console.await();
            long begin = System.nanoTime();
            waiting.close();
            assertThat(launch.get()).isInstanceOf(HandleClosedException.class);
            Figures.since(begin, "close during a launch that hangs");
            assertThat(mute.calls()).isEmpty();
        }
    }

    @Test
    void closingRemovesTheTemporaryFiles() throws Exception {
        Path tmp = Files.createDirectory(appliance.directory().resolve("tmp"));
        g.setTmpdir(tmp.toString());
        g.addDriveRo(appliance.disk().toString());
        g.launch();
        g.close();
        try (Stream<Path> left = Files.list(tmp)) {
            assertThat(left.filter(path -> !path.getFileName().toString().startsWith(".guestfs")))
                    .isEmpty();
        }
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of("the daemon goes away", new Answer().close()),
                Arguments.of(
                        "a wrong serial number",
                        new Answer().with(Answer.Field.SERIAL, 7).thenOk()),
                Arguments.of(
                        "a wrong procedure",
                        new Answer().with(Answer.Field.PROCEDURE, 1).thenOk()),
                Arguments.of(
                        "a wrong program",
                        new Answer().with(Answer.Field.PROGRAM, 1).thenOk()),
                Arguments.of(
                        "a status that is none",
                        new Answer().with(Answer.Field.STATUS, 2).thenOk()),
                Arguments.of("a length above the limit", new Answer().word(0x0040_0001)),
                Arguments.of("a launch flag", new Answer().launchFlag()),
                Arguments.of("a reply that is none", new Answer().message((byte) 1, (byte) 2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void anApplianceThatIsLostIsToldOnceAndForgotten(String name, Answer ending) {
        listen();
        g.launch();
        FakeAppliance.answer(daemon, "ping_daemon", ending);
        GuestFSException e = catchThrowableOfType(GuestFSException.class, g::pingDaemon);
        assertThat(e).as(name).isInstanceOf(ApplianceLostException.class);
        assertThat(e.errnoName()).isEqualTo("EPIPE");
        assertThat(((ApplianceLostException) e).consoleTail()).contains(FakeHypervisor.FIRST_WORDS);
        assertThat(g.isConfig()).isTrue();
        assertThat(g.debugDrives()).isEmpty();
        assertThatThrownBy(g::pingDaemon).isInstanceOf(NotLaunchedException.class);
        assertThat(heard.lines()).containsExactly("SUBPROCESS_QUIT");

        appliance.serve(FakeAppliance.script("ping_daemon"));
        appliance.addDisk(g);
        g.launch();
        g.pingDaemon();
    }

    @Test
    void aHypervisorThatIsKilledIsNoticedByTheNextCall() {
        listen();
        g.launch();
        ProcessHandle qemu = ProcessHandle.of(g.getPid()).orElseThrow();
        qemu.destroyForcibly();
        qemu.onExit().join();
        assertThatThrownBy(g::pingDaemon)
                .isInstanceOf(ApplianceLostException.class)
                .hasMessageContaining("SIGKILL");
        assertThat(heard.lines()).containsExactly("SUBPROCESS_QUIT");
    }

    @Test
    void theStateIsConfigWhenTheLossIsTold() {
        g.launch();
        FakeAppliance.answer(daemon, "ping_daemon", new Answer().close());
        boolean[] config = new boolean[1];
        g.setSubprocessQuitCallback(() -> config[0] = g.isConfig());
        assertThatThrownBy(g::pingDaemon).isInstanceOf(ApplianceLostException.class);
        assertThat(config[0]).isTrue();
    }

    @Test
    void anApplianceThatDoesNotComeUpIsALaunchThatFailed() {
        try (FakeAppliance broken = new FakeAppliance()) {
            broken.serve(FakeDaemon.script().greet(new byte[] {0, 0, 0, 4, 1, 2, 3, 4}));
            GuestFS failing = broken.handle();
            LaunchFailedException e = catchThrowableOfType(LaunchFailedException.class, failing::launch);
            assertThat(List.of(e.phase(), e.call())).containsExactly("boot", "launch");
            assertThat(e.consoleTail()).contains(FakeHypervisor.FIRST_WORDS);
            assertThat(failing.isConfig()).isTrue();
        }
    }

    @Test
    void aLossIsNoAnswerAboutTheNameOfADevice() {
        FakeAppliance.answer(daemon, "lvm_canonical_lv_name", new Answer().close());
        g.launch();
        assertThatThrownBy(() -> g.canonicalDeviceName("/dev/mapper/vg-lv")).isInstanceOf(ApplianceLostException.class);
    }
}
