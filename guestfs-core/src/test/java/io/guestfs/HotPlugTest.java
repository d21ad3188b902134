package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plugging where qemu agrees to everything, and the guest is played: it sees the drive late or never. */
@Timeout(60)
class HotPlugTest {

    private final FakeAppliance appliance = new FakeAppliance(FakeHypervisor.MONITOR);
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.handle();
    private final CountDownLatch asked = new CountDownLatch(3);
    private final AtomicInteger questions = new AtomicInteger();

    @BeforeEach
    void launch() {
        g.setTmpdir(appliance.directory().toString());
        g.launch();
        FakeAppliance.answer(daemon, "debug", Answer.ok(new WireBytes().string("")));
        theGuestSees(Integer.MAX_VALUE);
    }

    @AfterEach
    void close() {
        appliance.close();
    }

    /** The new disk is among the answers from this one on. */
    private void theGuestSees(int from) {
        FakeAppliance.answer(daemon, "list_devices", call -> {
            asked.countDown();
            return questions.incrementAndGet() < from
                    ? Answer.ok(new WireBytes().strings("/dev/sda"))
                    : Answer.ok(new WireBytes().strings("/dev/sda", "/dev/sdc"));
        });
    }

    private long scratchFiles() throws IOException {
        try (Stream<Path> files = Files.walk(appliance.directory())) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("scratch"))
                    .count();
        }
    }

    /** Adds a drive and does something when the guest was asked for it several times. */
    private @Nullable Throwable whileWaiting(Runnable action) throws Exception {
        return whileWaiting(() -> g.addDriveScratch(1 << 20), action);
    }

    private @Nullable Throwable whileWaiting(ThrowingCallable call, Runnable action) throws Exception {
        CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
        Thread caller = new Thread(() -> end.complete(catchThrowable(call)), "caller");
        caller.start();
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        action.run();
        return end.get(30, TimeUnit.SECONDS);
    }

    private void theGuestHasTheLabel(int from, int to) {
        AtomicInteger labels = new AtomicInteger();
        FakeAppliance.answer(daemon, "list_disk_labels", call -> {
            int question = labels.incrementAndGet();
            if (question > from + 2) {
                asked.countDown();
            }
            return question > from && question <= to
                    ? Answer.ok(new WireBytes().strings("late", "/dev/sdc"))
                    : Answer.ok(new WireBytes().strings());
        });
    }

    @Test
    void aGuestThatSeesTheDriveLateIsWaitedFor() throws Exception {
        theGuestSees(6);
        g.addDriveScratch(1 << 20);
        assertThat(questions.get()).isGreaterThanOrEqualTo(6);
        assertThat(g.debugDrives()).hasSize(2);
        assertThat(g.deviceName(2)).isEqualTo("/dev/sdc");
        assertThatThrownBy(() -> g.deviceName(1)).hasMessageContaining("no drive");
        assertThat(scratchFiles()).isEqualTo(1);
    }

    @Test
    void userCancelEndsTheWaitAndTakesTheDriveBack() throws Exception {
        assertThat(whileWaiting(g::userCancel)).isInstanceOf(CancelledException.class);
        assertThat(scratchFiles()).isZero();
        assertThat(g.debugDrives()).hasSize(1);
        g.pingDaemon();
        theGuestSees(0);
        assertThat(g.isReady()).isTrue();
    }

    @Test
    void closeEndsTheWait() throws Exception {
        assertThat(whileWaiting(g::close)).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void theEndOfTheApplianceEndsTheWait() throws Exception {
        assertThat(whileWaiting(daemon::close)).isInstanceOf(ApplianceLostException.class);
        assertThat(scratchFiles()).isZero();
        assertThat(g.debugDrives()).isEmpty();
        assertThat(g.isConfig()).isTrue();
    }

    @Test
    void aDriveThatIsUnpluggedIsForgottenEvenIfTheGuestKeepsShowingIt() throws Exception {
        theGuestHasTheLabel(1, Integer.MAX_VALUE);
        FakeAppliance.answer(daemon, "blockdev_flushbufs", Answer.ok());
        g.addDriveScratch(1 << 20, o -> o.label("late"));
        assertThat(scratchFiles()).isEqualTo(1);
        assertThat(whileWaiting(() -> g.removeDrive("late"), g::userCancel)).isInstanceOf(CancelledException.class);
        assertThat(g.debugDrives()).hasSize(1);
        assertThat(scratchFiles()).isZero();
    }

    @Test
    void aDiskWhoseLabelIsNotShownIsNotTakenAway() {
        theGuestHasTheLabel(1, 2);
        theGuestSees(0);
        g.addDriveScratch(1 << 20, o -> o.label("late"));
        assertThatThrownBy(() -> g.removeDrive("late")).hasMessageContaining("does not show the label late");
        assertThat(g.debugDrives()).hasSize(2);
    }

    @Test
    void aDiskThatIsUsedIsRefusedWithAllReasons() {
        theGuestHasTheLabel(1, Integer.MAX_VALUE);
        g.addDriveScratch(1 << 20, o -> o.label("late"));
        FakeAppliance.answer(
                daemon,
                "debug",
                Answer.ok(new WireBytes().string("mount :1 /sysroot/a b\ncrypt :2 box\ndevice :3 md127\nbtrfs : -\n")));
        assertThatThrownBy(() -> g.removeDrive("late"))
                .hasMessageContaining("/dev/sdc1 is mounted on /a b")
                .hasMessageContaining("/dev/sdc2 holds the open encrypted device box")
                .hasMessageContaining("/dev/sdc3 is part of the device md127")
                .hasMessageContaining("/dev/sdc is part of a btrfs file system that is mounted");
        FakeAppliance.answer(daemon, "debug", Answer.error("ENOTSUP", "no debug here"));
        FakeAppliance.answer(
                daemon, "mountpoints", Answer.ok(new WireBytes().strings("/dev/sdc1", "/b", "/dev/sdca", "/c")));
        assertThatThrownBy(() -> g.removeDrive("late"))
                .hasMessageContaining("/dev/sdc1 is mounted on /b")
                .hasMessageNotContaining("/dev/sdca");
        assertThat(g.debugDrives()).hasSize(2);
    }
}
