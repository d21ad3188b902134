package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.NotLaunchedException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A daemon that breaks the protocol, seen by the user of the handle: the call ends with one exception that says why,
 * qemu is gone, the handle is as before launch, the loss was told once, and later calls do not touch anything.
 */
class ProtocolViolationsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int AT_ONCE = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, work -> {
        Thread thread = new Thread(work, "violation");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * What the user saw.
     *
     * @param failure what the call threw
     * @param quits how often the loss was told, the time after a later call included
     * @param config whether the handle is as before launch
     * @param alive whether the child still runs
     * @param later what a later call threw
     * @param reached whether the later call arrived at the daemon
     */
    private record Outcome(
            @Nullable Throwable failure,
            long quits,
            boolean config,
            boolean alive,
            @Nullable Throwable later,
            boolean reached) {}

    private static Outcome suffer(Violation violation, FakeAppliance played) {
        try (FakeAppliance appliance = played) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script());
            FakeAppliance.answer(daemon, violation.procedure(), violation.answer());
            GuestFS g = appliance.launched();
            RecordedEvents events = new RecordedEvents();
            g.setEventCallback(events, EnumSet.of(EventKind.SUBPROCESS_QUIT));
            ProcessHandle child = ProcessHandle.of(g.getPid()).orElseThrow();

            Throwable failure = catchThrowable(() -> violation.call().accept(g));
            boolean config = g.isConfig();
            boolean alive = child.isAlive();
            Throwable later = catchThrowable(g::pingDaemon);
            return new Outcome(failure, events.lines().size(), config, alive, later, arrived(daemon, "ping_daemon"));
        }
    }

    private static boolean arrived(FakeDaemon daemon, String call) {
        return daemon.calls().stream().anyMatch(seen -> seen.procedure() == Description.procedure(call));
    }

    private static void check(Violation violation, Outcome seen) {
        assertThat(seen.failure())
                .isExactlyInstanceOf(ApplianceLostException.class)
                .hasMessageContaining(violation.says())
                .hasMessageContaining("can be configured and launched again");
        assertThat(seen.quits()).as("the loss is told once").isEqualTo(1);
        assertThat(seen.config()).as("state CONFIG").isTrue();
        assertThat(seen.alive()).as("the child is alive").isFalse();
        assertThat(seen.later()).isInstanceOf(NotLaunchedException.class);
        assertThat(seen.reached()).as("something more reached the daemon").isFalse();
    }

    @TestFactory
    Stream<DynamicTest> everyKindEndsInTheSameGoodOrder() {
        return each(Violations.all(), "");
    }

    /** qemu lives on, and only its direction of the socket is closed. */
    @TestFactory
    Stream<DynamicTest> aConnectionThatIsHalfClosed() {
        List<Violation> ends = Violations.all().stream()
                .filter(violation -> violation.name().contains("hangs up"))
                .toList();
        assertThat(ends).hasSizeGreaterThan(8);
        return each(ends, FakeHypervisor.HALF_CLOSE);
    }

    private Stream<DynamicTest> each(List<Violation> violations, String jvmWords) {
        // Made before the first child is started, see FakeAppliance.
        List<FakeAppliance> appliances = violations.stream()
                .map(violation -> new FakeAppliance(jvmWords))
                .toList();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < violations.size(); i++) {
            Violation violation = violations.get(i);
            FakeAppliance appliance = appliances.get(i);
            // All are begun at once and wait for a free thread: most of the time goes into the start of children.
            Future<Outcome> outcome = threads.submit(() -> suffer(violation, appliance));
            tests.add(DynamicTest.dynamicTest(
                    violation.name(), () -> check(violation, outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))));
        }
        return tests.stream();
    }

    @Test
    void aSecondReplyIsFoundByTheNextCall() {
        try (FakeAppliance appliance = new FakeAppliance()) {
            WireBytes none = new WireBytes().strings();
            FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
            FakeAppliance.answer(daemon, "list_devices", Answer.ok(none).thenOk(none));
            GuestFS g = appliance.launched();

            assertThat(g.listDevices()).isEmpty();
            // The second reply is on its way; each call takes it for its own or finds it before it sends anything.
            assertThatThrownBy(() -> {
                        g.pingDaemon();
                        g.pingDaemon();
                    })
                    .isInstanceOf(ApplianceLostException.class)
                    .hasMessageContaining(Violation.BROKEN);
            assertThat(g.isConfig()).isTrue();
        }
    }

    @Test
    void afterAnyOfThemTheHandleCanBeLaunchedAgain() {
        try (FakeAppliance appliance = new FakeAppliance()) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script());
            FakeAppliance.answer(daemon, "list_devices", new Answer().word(0xFFFF_FFFFL));
            GuestFS g = appliance.launched();
            assertThatThrownBy(g::listDevices).isInstanceOf(ApplianceLostException.class);

            appliance.serve(FakeAppliance.script("ping_daemon"));
            appliance.addDisk(g);
            g.launch();
            g.pingDaemon();
            assertThat(g.isReady()).isTrue();
        }
    }

    @Test
    void whatIsOnlyLateOrOddIsNoViolation() {
        try (FakeAppliance appliance = new FakeAppliance()) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
            WireBytes foreign = Violation.words(0xFFFF_5555L, 511, 7, 0, 1, 0, 2);
            FakeAppliance.answer(
                    daemon,
                    "list_devices",
                    new Answer()
                            .cancelFlag()
                            .raw(foreign.toByteArray())
                            .thenOk(new WireBytes().strings("/dev/sda"))
                            .cancelFlag()
                            .raw(foreign.toByteArray()));
            GuestFS g = appliance.launched();
            RecordedEvents events = new RecordedEvents();
            g.setEventCallback(events, EnumSet.of(EventKind.PROGRESS));

            assertThat(g.listDevices()).containsExactly("/dev/sda");
            g.pingDaemon();
            g.pingDaemon();

            assertThat(events.lines()).containsOnly("PROGRESS 511 1/2");
            assertThat(g.isReady()).isTrue();
        }
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @AfterAll
    static void noChildIsLeft() {
        await("children of the fake appliance")
                .atMost(PATIENCE)
                .until(() -> ProcessHandle.current()
                        .descendants()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains(FakeHypervisor.class.getName())));
    }
}
