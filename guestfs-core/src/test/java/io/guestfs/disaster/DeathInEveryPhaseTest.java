package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.FakeAppliance;
import io.guestfs.GuestFS;
import io.guestfs.RecordedEvents;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** qemu is killed in each phase of its life: one exception of the right type, one event, and the handle starts over. */
@Timeout(120)
class DeathInEveryPhaseTest {

    @TempDir
    Path directory;

    private final RecordedEvents heard = new RecordedEvents();

    private GuestFS listening(FakeAppliance appliance) {
        GuestFS g = appliance.handle();
        g.setTmpdir(directory.toString());
        g.setEventCallback(heard, EnumSet.of(EventKind.SUBPROCESS_QUIT, EventKind.LAUNCH_DONE));
        return g;
    }

    /** The phases in which the appliance is up. */
    enum Phase {
        IDLE,
        CALL,
        UPLOAD,
        DOWNLOAD,
        PROGRESS
    }

    private static void answers(FakeDaemon daemon, CountDownLatch going) {
        FakeAppliance.answer(daemon, "ping_daemon", new Answer().signal(going).stall());
        FakeAppliance.answer(
                daemon, "upload", new Answer().takeBytes(100_000).signal(going).swallow());
        FakeAppliance.answer(
                daemon,
                "download",
                new Answer().thenOk().chunk(new byte[100]).signal(going).sendForever());
        FakeAppliance.answer(
                daemon, "sync", new Answer().progress(1, 2).signal(going).progressFlood(Integer.MAX_VALUE));
    }

    private static void make(GuestFS g, Phase phase) {
        switch (phase) {
            case IDLE -> {}
            case CALL -> g.pingDaemon();
            case UPLOAD -> g.upload(new EndlessZeros(), "/x");
            case DOWNLOAD -> g.download("/x", OutputStream.nullOutputStream());
            case PROGRESS -> g.sync();
        }
    }

    /** What a qemu that got a signal had in hand. */
    private record Busy(ProcessHandle qemu, Path sockets, Ending call) {}

    /** Launches, begins what the phase is about, and sends a signal in the middle of it. */
    private static Busy signalled(FakeAppliance appliance, GuestFS g, Phase phase, String signal) throws Exception {
        CountDownLatch going = new CountDownLatch(1);
        answers(appliance.serve(FakeAppliance.script()), going);
        g.launch();
        ProcessHandle qemu = FakeQemu.of(g);
        Path sockets = FakeQemu.socketDirectory(qemu);
        Ending call = Ending.of(() -> make(g, phase));
        if (phase != Phase.IDLE) {
            going.await();
        }
        FakeQemu.signal(qemu, signal);
        return new Busy(qemu, sockets, call);
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void killedWhileItRuns(Phase phase) throws Exception {
        try (FakeAppliance appliance = FakeQemu.relaying()) {
            GuestFS g = listening(appliance);
            Busy busy = signalled(appliance, g, phase, "KILL");
            FakeQemu.awaitEnd(busy.qemu());
            Throwable thrown = phase == Phase.IDLE
                    ? catchThrowable(g::pingDaemon)
                    : busy.call().await();
            assertThat(thrown)
                    .isInstanceOf(ApplianceLostException.class)
                    .hasMessageContaining("SIGKILL")
                    .hasMessageContaining("fake qemu");
            assertThat(heard.lines()).containsExactly("LAUNCH_DONE", "SUBPROCESS_QUIT");
            relaunches(appliance, g);
            nothingIsLeft(g, busy.sockets());
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void stoppedWhileItRunsAndThenClosed(Phase phase) throws Exception {
        try (FakeAppliance appliance = FakeQemu.relaying()) {
            GuestFS g = listening(appliance);
            Busy busy = signalled(appliance, g, phase, "STOP");
            assertThat(Ending.of(g::close).await()).isSameAs(Ending.NONE);
            if (phase != Phase.IDLE) {
                assertThat(busy.call().await()).isInstanceOf(HandleClosedException.class);
            }
            assertThat(heard.lines()).as("nothing was lost").containsExactly("LAUNCH_DONE");
            FakeQemu.awaitEnd(busy.qemu());
            nothingIsLeft(g, busy.sockets());
        }
    }

    private void relaunches(FakeAppliance appliance, GuestFS g) {
        assertThat(g.isConfig()).isTrue();
        appliance.serve(FakeAppliance.script("ping_daemon"));
        appliance.addDisk(g);
        g.launch();
        g.pingDaemon();
        g.shutdown();
        assertThat(heard.lines()).endsWith("LAUNCH_DONE").hasSize(3);
    }

    private void nothingIsLeft(GuestFS g, Path sockets) throws IOException {
        g.close();
        assertThat(sockets).doesNotExist();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Boot.class,
            names = {"BEFORE_IT_CONNECTS", "BEFORE_THE_DAEMON_IS_UP"})
    void killedWhileItStarts(Boot boot) throws Exception {
        try (FakeAppliance appliance = FakeQemu.alone(boot.manner)) {
            GuestFS g = listening(appliance);
            CountDownLatch speaks = new CountDownLatch(1);
            g.setEventCallback(event -> speaks.countDown(), EnumSet.of(EventKind.APPLIANCE));
            Ending launch = Ending.of(g::launch);
            speaks.await();
            ProcessHandle qemu = FakeQemu.awaitStart(appliance);
            Path sockets = FakeQemu.socketDirectory(qemu);
            FakeQemu.signal(qemu, "KILL");
            Throwable thrown = launch.await();
            assertThat(thrown).isInstanceOf(LaunchFailedException.class).hasMessageContaining("SIGKILL");
            assertThat(heard.lines())
                    .as("once at the most")
                    .isSubsetOf("SUBPROCESS_QUIT")
                    .hasSizeLessThan(2);
            assertThat(g.isConfig()).isTrue();
            nothingIsLeft(g, sockets);
        }
    }

    @ParameterizedTest
    @EnumSource(Boot.class)
    void closedWhileItStarts(Boot boot) throws Exception {
        try (FakeAppliance appliance = FakeQemu.alone(boot.manner)) {
            GuestFS g = listening(appliance);
            CountDownLatch speaks = new CountDownLatch(1);
            g.setEventCallback(event -> speaks.countDown(), EnumSet.of(EventKind.APPLIANCE));
            Ending launch = Ending.of(g::launch);
            speaks.await();
            ProcessHandle qemu = FakeQemu.awaitStart(appliance);
            Path sockets = FakeQemu.socketDirectory(qemu);
            if (boot.stopped) {
                FakeQemu.signal(qemu, "STOP");
            }
            assertThat(Ending.of(g::close).await()).isSameAs(Ending.NONE);
            assertThat(launch.await()).isInstanceOf(GuestFSException.class);
            assertThat(heard.lines()).as("nothing was lost").isEmpty();
            FakeQemu.awaitEnd(qemu);
            nothingIsLeft(g, sockets);
        }
    }

    /** How a qemu does not come up. */
    enum Boot {
        BEFORE_IT_CONNECTS("unconnected", false),
        BEFORE_THE_DAEMON_IS_UP("silent", false),
        STOPPED_BEFORE_IT_CONNECTS("unconnected", true),
        STOPPED_BEFORE_THE_DAEMON_IS_UP("silent", true),
        STUBBORN_BEFORE_IT_CONNECTS("stubborn unconnected", false),
        STUBBORN_BEFORE_THE_DAEMON_IS_UP("stubborn silent", false);

        private final String manner;
        private final boolean stopped;

        Boot(String manner, boolean stopped) {
            this.manner = manner;
            this.stopped = stopped;
        }
    }

    @Test
    void killedWhileItIsProbed() throws Exception {
        try (FakeAppliance appliance = FakeQemu.probed("kill -KILL $$")) {
            GuestFS g = listening(appliance);
            assertThat(catchThrowable(g::launch)).isInstanceOf(LaunchFailedException.class);
            assertThat(g.isConfig()).isTrue();
            assertThat(heard.lines()).isEmpty();
        }
    }

    @Test
    void closedWhileAProbeHangs() throws Exception {
        try (FakeAppliance appliance = FakeQemu.probed("trap '' TERM; echo hangs; sleep 3600")) {
            GuestFS g = listening(appliance);
            Ending launch = Ending.of(g::launch);
            ProcessHandle probe = FakeQemu.awaitStart(appliance);
            g.close();
            assertThat(launch.await()).isInstanceOf(GuestFSException.class);
            FakeQemu.awaitEnd(probe);
            assertThat(heard.lines()).isEmpty();
        }
    }

    @Test
    void killedWhileItWritesBack() throws Exception {
        try (FakeAppliance appliance = FakeQemu.relaying()) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script());
            CountDownLatch asked = new CountDownLatch(1);
            FakeAppliance.answer(
                    daemon, "internal_autosync", new Answer().signal(asked).stall());
            GuestFS g = listening(appliance);
            g.launch();
            ProcessHandle qemu = FakeQemu.of(g);
            Path sockets = FakeQemu.socketDirectory(qemu);
            Ending shutdown = Ending.of(g::shutdown);
            asked.await();
            FakeQemu.signal(qemu, "KILL");
            assertThat(shutdown.await()).isInstanceOf(GuestFSException.class);
            assertThat(heard.lines().stream().filter("SUBPROCESS_QUIT"::equals)).hasSizeLessThan(2);
            heard.clear();
            assertThat(g.isConfig()).isTrue();
            nothingIsLeft(g, sockets);
        }
    }

    @Test
    void aStubbornQemuIsKilledByShutdownAndTheLossIsTold() throws Exception {
        try (FakeAppliance appliance = FakeQemu.alone("answer", "stubborn")) {
            GuestFS g = listening(appliance);
            g.launch();
            g.pingDaemon();
            ProcessHandle qemu = FakeQemu.of(g);
            Path sockets = FakeQemu.socketDirectory(qemu);
            assertThat(catchThrowable(g::shutdown)).isInstanceOf(GuestFSException.class);
            assertThat(qemu.isAlive()).isFalse();
            assertThat(heard.lines()).isEqualTo(List.of("LAUNCH_DONE"));
            nothingIsLeft(g, sockets);
        }
    }
}
