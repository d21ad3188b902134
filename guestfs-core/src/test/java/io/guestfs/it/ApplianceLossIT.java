package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.NotLaunchedException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appliance goes away while a call runs: the call says so, and the handle can start over. */
class ApplianceLossIT {

    private final OwnProcesses processes = new OwnProcesses();

    @TempDir
    Path directory;

    private final AtomicInteger quits = new AtomicInteger();
    private final GuestFS g = RealHandle.open();

    @BeforeEach
    void launch() {
        RealHandle.assumeHostIsReady();
        g.setEventCallback(event -> quits.incrementAndGet(), EnumSet.of(EventKind.SUBPROCESS_QUIT));
        g.setTmpdir(directory.toString());
        g.addDriveScratch(1024 * 1024);
        g.launch();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        g.close();
        processes.awaitNone();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void killedQemuEndsTheRunningCallAndTheHandleStartsOver() {
        long pid = g.getPid();
        g.setEventCallback(event -> killWhenAsleep(event, pid), EnumSet.of(EventKind.TRACE));

        ApplianceLostException e = catchThrowableOfType(ApplianceLostException.class, () -> g.sleep(60));

        assertThat(e.call()).isEqualTo("sleep");
        assertThat(e.errnoName()).isEqualTo("EPIPE");
        assertThat(e.getMessage()).contains("SIGKILL").contains("launched again");
        assertThat(quits).hasValue(1);
        assertThat(g.isConfig()).isTrue();
        assertThatExceptionOfType(NotLaunchedException.class).isThrownBy(g::pingDaemon);
        processes.awaitNone();

        g.addDriveScratch(2 * 1024 * 1024);
        g.launch();
        assertThat(g.blockdevGetsize64("/dev/sda")).isEqualTo(2 * 1024 * 1024);
        g.shutdown();
        assertThat(quits).hasValue(1);
    }

    /** Another thread kills while this one sends the call and waits. */
    private static void killWhenAsleep(Event event, long pid) {
        if (event instanceof Event.Message message && message.text().startsWith("sleep ")) {
            Thread killer = new Thread(() -> ProcessHandle.of(pid).ifPresent(OwnProcesses::kill), "killer");
            killer.setDaemon(true);
            killer.start();
        }
    }

    @Test
    void daemonThatExitsTakesTheApplianceWithIt() {
        g.internalExit();

        assertThatExceptionOfType(ApplianceLostException.class).isThrownBy(g::pingDaemon);

        assertThat(quits).hasValue(1);
        assertThat(g.isConfig()).isTrue();
    }

    @Test
    void aKernelThatPanicsEndsTheRunningCallAndTheExceptionSaysSo() {
        long pid = g.getPid();

        ApplianceLostException e = catchThrowableOfType(
                ApplianceLostException.class, () -> g.debug("sh", List.of("echo c > /proc/sysrq-trigger")));

        assertThat(e.call()).isEqualTo("debug");
        assertThat(e.getMessage())
                .contains("its kernel does after a panic")
                .contains("Kernel panic - not syncing: sysrq");
        assertThat(quits).hasValue(1);
        assertThat(g.isConfig()).isTrue();
        OwnProcesses.awaitEnd(pid);
    }
}
