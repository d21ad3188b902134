package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.guestfs.FakeAppliance;
import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that send one byte at a time, and peers that never stop talking. */
@Timeout(180)
class SlowAndLoudPeersTest {

    private static final long FLOOD = 64L << 20;
    private static final int PROGRESS = 1_000_000;
    /** The answers to all of them are more than a pipe holds. */
    private static final int QUESTIONS = 8_000;

    @Test
    void oneByteAtATimeIsEnough() {
        byte[] file = new byte[20_000];
        new Random(1).nextBytes(file);
        try (FakeAppliance appliance = FakeQemu.relaying("slow")) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
            FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
            FakeAppliance.answer(
                    daemon, "download", new Answer().thenOk().progress(1, 2).sendFile(file));
            FakeAppliance.answer(daemon, "vfs_type", Answer.error("EINVAL", "slowly but surely wrong"));
            GuestFS g = appliance.launched();
            g.pingDaemon();
            g.upload(new ByteArrayInputStream(file), "/x");
            assertThat(daemon.lastCall().file()).isEqualTo(file);
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            g.download("/x", got);
            assertThat(got.toByteArray()).isEqualTo(file);
            assertThatThrownBy(() -> g.vfsType("/dev/sda"))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("slowly but surely wrong");
            g.shutdown();
        }
    }

    @Test
    void aFloodOfTheConsoleBeforeTheLaunchIsTakenAndHandedOn() {
        try (FakeAppliance appliance = FakeQemu.alone("answer", "console=" + FLOOD)) {
            GuestFS g = appliance.handle();
            AtomicLong heard = new AtomicLong();
            g.setEventCallback(
                    event -> heard.addAndGet(((Event.Message) event).text().length()), EnumSet.of(EventKind.APPLIANCE));
            long begin = System.nanoTime();
            g.launch();
            double seconds = (System.nanoTime() - begin) / 1e9;
            g.pingDaemon();
            g.shutdown();
            assertThat(heard).as("memory is bounded, so some may be left out").hasValueGreaterThan(1 << 20);
            Figures.note("64 MiB of console during a launch: %.1f s, %d bytes handed on", seconds, heard.get());
        }
    }

    @Test
    void aConsoleWithoutEndWhoseListenerIsSlowerDoesNotKeepALaunch() {
        try (FakeAppliance appliance = FakeQemu.alone("answer", "console=" + Long.MAX_VALUE)) {
            GuestFS g = appliance.handle();
            g.setBackendSetting("launch_timeout", "2");
            g.setEventCallback(
                    event -> LockSupport.parkNanos(Duration.ofMillis(5).toNanos()), EnumSet.of(EventKind.APPLIANCE));
            assertThatThrownBy(g::launch)
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("did not come up within 2 s");
            assertThat(g.isConfig()).isTrue();
        }
    }

    @Test
    void aGuestThatAsksTheTerminalWithoutEndAndReadsNoAnswerHoldsNobody() {
        try (FakeAppliance appliance = FakeQemu.alone("answer", "ask=" + QUESTIONS)) {
            GuestFS g = appliance.launched();
            g.pingDaemon();
        }
    }

    @Test
    void aFloodOfTheConsoleWhileIdleDoesNotHoldTheGuest() {
        try (FakeAppliance appliance = FakeQemu.alone("answer", "idle=" + FLOOD)) {
            GuestFS g = appliance.launched();
            ProcessHandle qemu = FakeQemu.of(g);
            long begin = System.nanoTime();
            // The fake answers only when it has got rid of its console.
            g.pingDaemon();
            Figures.note("64 MiB of console while idle: %.0f MB/s", FLOOD / 1e6 / ((System.nanoTime() - begin) / 1e9));
            g.close();
            await().atMost(Duration.ofSeconds(20)).until(() -> !qemu.isAlive());
        }
    }

    @Test
    void aMillionProgressMessagesAreAllTold() {
        try (FakeAppliance appliance = FakeQemu.relaying()) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
            FakeAppliance.answer(
                    daemon, "filesize", new Answer().progressFlood(PROGRESS).thenOk(new WireBytes().u64(7)));
            GuestFS g = appliance.launched();
            AtomicLong heard = new AtomicLong();
            g.setEventCallback(event -> heard.incrementAndGet(), EnumSet.of(EventKind.PROGRESS));
            long begin = System.nanoTime();
            assertThat(g.filesize("/x")).isEqualTo(7);
            Figures.note("10^6 progress messages: %.2f s", (System.nanoTime() - begin) / 1e9);
            assertThat(heard).hasValue(PROGRESS);
            g.pingDaemon();
        }
    }
}
