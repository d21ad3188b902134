package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.error.NotLaunchedException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.protocol.description.CallFlag;
import io.guestfs.protocol.description.CallSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may be called when. */
class StateTest {

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script());
    private final GuestFS g = appliance.handle();

    @AfterEach
    void close() {
        appliance.close();
    }

    private @Nullable Throwable make(CallSpec call) {
        List<@Nullable Object> args = new ArrayList<>(new SampleArguments(2).required(call));
        for (int i = 0; i < args.size(); i++) {
            if (call.params().get(i).isFile()) {
                args.set(i, FileShape.placeholder(call.params().get(i)));
            }
        }
        return catchThrowable(() -> new ReflectiveCall(g, call).makeWith(FileShape.STREAM, args));
    }

    private static Stream<CallSpec> publicCalls() {
        return Description.API.calls().stream().filter(CallSpec::isPublicApi);
    }

    @Test
    void noDaemonCallIsPossibleBeforeLaunch() {
        publicCalls()
                .filter(CallSpec::isDaemon)
                .forEach(call -> assertThat(make(call))
                        .as(call.name())
                        .isInstanceOf(NotLaunchedException.class)
                        .hasMessageContaining("launch"));
        assertThat(g.isConfig()).isTrue();
        assertThat(g.getState()).isZero();
    }

    @Test
    void configurationIsOverAfterLaunch() {
        g.launch();
        List<String> refused = new ArrayList<>();
        publicCalls()
                .filter(call -> call.flags().contains(CallFlag.CONFIG_ONLY))
                .forEach(call -> {
                    assertThat(make(call)).as(call.name()).isExactlyInstanceOf(WrongStateException.class);
                    refused.add(call.name());
                });
        assertThat(refused).contains("launch", "set_memsize", "set_hv", "config", "add_domain");
        assertThatThrownBy(() -> appliance.addDisk(g))
                .as("this qemu has no monitor")
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("before launch");
        assertThat(g.debugDrives()).hasSize(1);
        assertThat(g.isReady()).isTrue();
        assertThat(g.getState()).isEqualTo(2);
        assertThat(g.getPid()).isPositive();
    }

    @Test
    void nothingIsPossibleAfterClose() {
        g.launch();
        g.close();
        publicCalls().forEach(call -> assertThat(make(call)).as(call.name()).isInstanceOf(HandleClosedException.class));
        g.close();
        g.userCancel();
    }

    @Test
    void shutdownForgetsTheDrivesAndTheHandleCanBeLaunchedAgain() {
        g.launch();
        g.shutdown();
        assertThat(g.isConfig()).isTrue();
        assertThat(g.debugDrives()).isEmpty();
        assertThatThrownBy(g::launch).isInstanceOf(GuestFSException.class).hasMessageContaining("add_drive");
        assertThatThrownBy(g::pingDaemon).isInstanceOf(NotLaunchedException.class);

        FakeDaemon second = appliance.serve(FakeAppliance.script("ping_daemon"));
        appliance.addDisk(g);
        g.launch();
        g.pingDaemon();
        assertThat(second.calls()).hasSize(1);
    }

    @Test
    void aShutdownThatFailsForgetsTheDrivesToo() {
        g.launch();
        FakeAppliance.answer(daemon, "internal_autosync", Answer.error("EIO", "the disk is broken"));
        assertThatThrownBy(g::shutdown).isInstanceOf(GuestFSException.class).hasMessageContaining("broken");
        assertThat(g.isConfig()).isTrue();
        assertThat(g.debugDrives()).isEmpty();

        appliance.serve(FakeAppliance.script("ping_daemon"));
        appliance.addDisk(g);
        g.launch();
        assertThat(g.debugDrives()).hasSize(1);
    }

    @Test
    void aShutdownBeforeALaunchEndsNothingAndForgetsNothing() {
        g.shutdown();
        g.killSubprocess();
        assertThat(g.debugDrives()).hasSize(1);
        g.launch();
    }

    @Test
    void serialNumbersGoOnOverLaunches() {
        g.launch();
        g.shutdown();
        int last = daemon.lastCall().serial();
        FakeDaemon second = appliance.serve(FakeAppliance.script("ping_daemon"));
        appliance.addDisk(g);
        g.launch();
        g.pingDaemon();
        assertThat(second.lastCall().serial()).isEqualTo(last + 1);
    }

    @Test
    void shutdownWritesBackUnlessAutosyncIsOff() {
        g.launch();
        g.shutdown();
        assertThat(daemon.lastCall().procedure()).isEqualTo(Description.procedure("internal_autosync"));

        FakeDaemon second = appliance.serve(FakeAppliance.script());
        appliance.addDisk(g);
        g.setAutosync(false);
        g.launch();
        g.shutdown();
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void questionsOutsideOfARunAreAnsweredByExceptions() {
        assertThatThrownBy(g::getPid).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(g::waitReady).isInstanceOf(WrongStateException.class);
        g.shutdown();
        g.killSubprocess();
        assertThat(g.isBusy()).isFalse();
        assertThat(g.isLaunching()).isFalse();
    }

    @Test
    void aLaunchThatFailsLeavesTheHandleToBeCorrected() {
        g.setHv(appliance.directory().resolve("no such program").toString());
        LaunchFailedException e = catchThrowableOfType(LaunchFailedException.class, g::launch);
        assertThat(e.phase()).isEqualTo("hypervisor");
        assertThat(e.remedy()).isNotEmpty();
        assertThat(g.isConfig()).isTrue();

        g.setHv(appliance.hypervisor().toString());
        g.launch();
        assertThat(g.isReady()).isTrue();
    }

    @Test
    void theStateIsLaunchingWhileTheApplianceComesUp() {
        List<Integer> states = new ArrayList<>();
        CountDownLatch heard = new CountDownLatch(1);
        g.setEventCallback(
                event -> {
                    states.add(g.getState());
                    heard.countDown();
                },
                EnumSet.of(EventKind.APPLIANCE));
        // On a busy host the launch could be over before the text of the console is handed on.
        appliance.serve(FakeAppliance.script().after(heard));
        g.launch();
        assertThat(states).isNotEmpty().containsOnly(1);
    }
}
