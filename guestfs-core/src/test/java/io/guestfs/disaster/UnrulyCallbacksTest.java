package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.guestfs.FakeAppliance;
import io.guestfs.GuestFS;
import io.guestfs.RecordedEvents;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.EventHandle;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callbacks that do what callbacks should not do, in the middle of a call, an upload and a download. */
@Timeout(60)
class UnrulyCallbacksTest {

    private static final byte[] FILE = new byte[100_000];
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeAppliance appliance = FakeQemu.relaying();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.handle();
    private final RecordedEvents heard = new RecordedEvents();
    private final List<Throwable> refusals = new CopyOnWriteArrayList<>();
    private final AtomicBoolean done = new AtomicBoolean();

    @AfterEach
    void close() {
        appliance.close();
    }

    /** The place where the callback is called: each has one progress message. */
    enum Place {
        CALL,
        UPLOAD,
        DOWNLOAD
    }

    private void launch() {
        FakeAppliance.answer(daemon, "filesize", new Answer().progress(1, 2).thenOk(new WireBytes().u64(7)));
        FakeAppliance.answer(
                daemon,
                "upload",
                new Answer().takeBytes(8192).progress(1, 2).takeFile().thenOk());
        FakeAppliance.answer(
                daemon, "download", new Answer().thenOk().progress(1, 2).sendFile(FILE));
        g.setEventCallback(heard, EnumSet.of(EventKind.CLOSE, EventKind.SUBPROCESS_QUIT));
        g.launch();
    }

    private void during(Runnable deed) {
        g.setEventCallback(event -> deed.run(), EnumSet.of(EventKind.PROGRESS));
    }

    private void goTo(Place place) {
        switch (place) {
            case CALL -> assertThat(g.filesize("/x")).isEqualTo(7);
            case UPLOAD -> {
                g.upload(new ByteArrayInputStream(FILE), "/x");
                assertThat(daemon.calls()).anyMatch(call -> call.fileSize() == FILE.length);
            }
            case DOWNLOAD -> {
                ByteArrayOutputStream got = new ByteArrayOutputStream();
                g.download("/x", got);
                assertThat(got.size()).isEqualTo(FILE.length);
            }
        }
    }

    private void usable() {
        g.pingDaemon();
        assertThat(heard.lines()).isEmpty();
        assertThat(daemon.failure()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void anExceptionIsNotTheCallersTrouble(Place place) {
        launch();
        during(() -> {
            throw new IllegalStateException("a bug of the callback");
        });
        goTo(place);
        usable();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void anErrorIsNotTheCallersTrouble(Place place) {
        launch();
        during(() -> {
            throw new StackOverflowError("a bug of the callback");
        });
        Throwable thrown = catchThrowable(() -> goTo(place));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(StackOverflowError.class);
        }
        usable();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aDaemonCallInsideIsRefused(Place place) {
        launch();
        during(() -> refusals.add(catchThrowable(g::pingDaemon)));
        goTo(place);
        assertThat(refusals).hasSize(1).first().isInstanceOf(WrongStateException.class);
        usable();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void endingTheApplianceInsideIsRefused(Place place) {
        launch();
        during(() -> {
            refusals.add(catchThrowable(g::shutdown));
            refusals.add(catchThrowable(g::killSubprocess));
        });
        goTo(place);
        assertThat(refusals)
                .hasSize(2)
                .allSatisfy(refusal -> assertThat(refusal).isInstanceOf(WrongStateException.class));
        usable();
        g.shutdown();
    }

    @Test
    void endingTheApplianceInsideItsLaunchIsRefused() {
        g.setVerbose(true);
        g.setEventCallback(
                event -> {
                    if (g.isLaunching()) {
                        refusals.add(catchThrowable(g::shutdown));
                    }
                },
                EnumSet.of(EventKind.APPLIANCE, EventKind.LIBRARY));
        launch();
        assertThat(refusals)
                .isNotEmpty()
                .allSatisfy(refusal -> assertThat(refusal).isInstanceOf(WrongStateException.class));
        usable();
    }

    @Test
    void aCallbackThatCallsItselfWithoutEndIsStopped() {
        launch();
        g.setEventCallback(event -> refusals.add(catchThrowable(g::isReady)), EnumSet.of(EventKind.ENTER));
        assertThat(g.filesize("/x")).isEqualTo(7);
        assertThat(refusals).anySatisfy(refusal -> assertThat(refusal).isInstanceOf(WrongStateException.class));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void closingInsideWaitsForTheCall(Place place) {
        launch();
        during(g::close);
        goTo(place);
        assertThat(heard.lines()).containsExactly("CLOSE");
        assertThatThrownBy(g::pingDaemon).isInstanceOf(HandleClosedException.class);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void cancellingInsideEndsTransfersOnly(Place place) {
        launch();
        FakeAppliance.answer(
                daemon, "download", new Answer().thenOk().progress(1, 2).sendForever());
        during(g::userCancel);
        Throwable thrown = catchThrowable(() -> {
            if (place == Place.UPLOAD) {
                g.upload(new EndlessZeros(), "/x");
            } else {
                goTo(place);
            }
        });
        if (place == Place.CALL) {
            assertThat(thrown).isNull();
        } else {
            assertThat(thrown).isInstanceOf(CancelledException.class);
        }
        usable();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void registeringAndDeletingInsideTakesEffectAtOnce(Place place) {
        launch();
        RecordedEvents late = new RecordedEvents();
        EventHandle[] victim = new EventHandle[1];
        during(() -> {
            if (done.compareAndSet(false, true)) {
                victim[0].close();
                g.setEventCallback(late, EnumSet.of(EventKind.PROGRESS));
            }
        });
        RecordedEvents deleted = new RecordedEvents();
        victim[0] = g.setEventCallback(deleted, EnumSet.of(EventKind.PROGRESS));
        goTo(place);
        int atOnce = late.lines().size();
        assertThat(atOnce).isLessThan(2);
        goTo(place);
        assertThat(deleted.lines()).isEmpty();
        assertThat(late.lines()).hasSize(atOnce + 1);
        usable();
    }

    /** Another thread that closes waits for the callback, however long it takes, and never frees what the callback uses. */
    @Test
    void aCallbackInWhichAnotherThreadClosesGoesOnUndisturbed() throws Exception {
        launch();
        Ending[] close = new Ending[1];
        during(() -> {
            close[0] = Ending.of(g::close);
            refusals.add(catchThrowable(() -> close[0].await(2)));
            g.getMemsize();
        });
        Throwable thrown = catchThrowable(() -> g.filesize("/x"));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(HandleClosedException.class);
        }
        assertThat(close[0].await()).isSameAs(Ending.NONE);
        assertThat(heard.lines()).containsExactly("CLOSE");
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"ENTER", "APPLIANCE", "LAUNCH_DONE", "LIBRARY"})
    void aLaunchSurvivesACallbackThatThrows(EventKind kind) {
        g.setVerbose(true);
        g.setEventCallback(
                event -> {
                    throw new IllegalStateException("a bug of the callback");
                },
                EnumSet.of(kind));
        launch();
        usable();
        g.shutdown();
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"APPLIANCE", "LAUNCH_DONE", "LIBRARY"})
    void closingInsideALaunchClosesAfterIt(EventKind kind) {
        g.setVerbose(true);
        g.setEventCallback(
                event -> {
                    if (g.isLaunching() || g.isReady()) {
                        g.close();
                    }
                },
                EnumSet.of(kind));
        Throwable thrown = catchThrowable(this::launch);
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(HandleClosedException.class);
        }
        // On a busy host the text of the console comes after the launch, and is handed over by a later call.
        await("the close").atMost(PATIENCE).until(() -> catchThrowable(g::pingDaemon) instanceof HandleClosedException);
        assertThat(heard.lines()).containsExactly("CLOSE");
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"CLOSE", "SUBPROCESS_QUIT"})
    void theLastWordsOfAHandleMayThrowAndCloseAndCall(EventKind kind) {
        g.setEventCallback(
                event -> {
                    refusals.add(catchThrowable(g::pingDaemon));
                    g.close();
                    throw new IllegalStateException("a bug of the callback");
                },
                EnumSet.of(kind));
        launch();
        if (kind == EventKind.SUBPROCESS_QUIT) {
            FakeAppliance.answer(daemon, "ping_daemon", new Answer().close());
            assertThat(catchThrowable(g::pingDaemon)).isInstanceOf(ApplianceLostException.class);
        } else {
            g.close();
        }
        assertThat(refusals).hasSize(1).doesNotContainNull();
        assertThat(heard.lines()).endsWith("CLOSE");
        assertThatThrownBy(g::getMemsize).isInstanceOf(HandleClosedException.class);
    }

    /** The loss is told while the call that found it, here the writing back of a shutdown, is not over. */
    @Test
    void anApplianceLaunchedWhenALossIsToldIsNotLost() {
        launch();
        FakeAppliance.answer(daemon, "internal_autosync", new Answer().close());
        List<ProcessHandle> second = new CopyOnWriteArrayList<>();
        g.setSubprocessQuitCallback(() -> {
            appliance.serve(FakeAppliance.script("ping_daemon"));
            appliance.addDisk(g);
            g.launch();
            second.add(FakeQemu.of(g));
        });
        assertThat(catchThrowable(g::shutdown)).isInstanceOf(ApplianceLostException.class);
        assertThat(second).hasSize(1);
        assertThat(g.isReady()).isTrue();
        g.pingDaemon();
        g.close();
        FakeQemu.awaitEnd(second.get(0));
    }
}
