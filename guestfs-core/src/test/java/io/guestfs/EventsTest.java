package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.EventHandle;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who hears which event, in which order, and what a callback may do. */
class EventsTest {

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script());
    private final GuestFS g = appliance.handle();
    private final RecordedEvents heard = new RecordedEvents();

    @AfterEach
    void close() {
        appliance.close();
    }

    private EventHandle listen(EventKind... kinds) {
        return g.setEventCallback(heard, Set.of(kinds));
    }

    /** A call with progress messages before its reply. */
    private void answerWithProgress() {
        FakeAppliance.answer(
                daemon, "filesize", new Answer().progress(1, 3).progress(2, 3).thenOk(new WireBytes().u64(7)));
    }

    @Test
    void everyCallIsEntered() {
        listen(EventKind.ENTER);
        g.getVerbose();
        g.addDriveRo(appliance.disk().toString());
        assertThat(heard.lines()).containsExactly("ENTER get_verbose", "ENTER add_drive_ro", "ENTER add_drive");
    }

    @Test
    void neitherUserCancelNorARefusedConfigurationIsEntered() {
        g.launch();
        listen(EventKind.ENTER, EventKind.TRACE);
        g.userCancel();
        assertThatThrownBy(() -> g.setMemsize(512)).isInstanceOf(WrongStateException.class);
        assertThat(heard.lines()).isEmpty();
    }

    @Test
    void aLaunchIsTold() {
        listen(EventKind.LAUNCH_DONE, EventKind.SUBPROCESS_QUIT, EventKind.CLOSE, EventKind.APPLIANCE);
        g.launch();
        g.shutdown();
        g.close();
        assertThat(String.join("", heard.lines())).contains(FakeHypervisor.FIRST_WORDS);
        heard.lines().removeIf(line -> line.startsWith("APPLIANCE"));
        assertThat(heard.lines()).containsExactly("LAUNCH_DONE", "CLOSE");
    }

    @Test
    void callbacksAreCalledInTheOrderOfTheirRegistration() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int n = i;
            g.setEventCallback(event -> order.add(n), EnumSet.of(EventKind.ENTER));
        }
        g.getVerbose();
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void onlyTheHighestNumberIsGivenAgain() {
        EventHandle zero = listen(EventKind.ENTER);
        EventHandle one = listen(EventKind.ENTER);
        EventHandle two = listen(EventKind.ENTER);
        assertThat(List.of(zero.id(), one.id(), two.id())).containsExactly(0, 1, 2);
        g.deleteEventCallback(zero);
        assertThat(listen(EventKind.ENTER).id()).isEqualTo(3);
        one.close();
        g.getVerbose();
        assertThat(heard.lines()).hasSize(2);
    }

    @Test
    void theHighestNumberIsGivenAgain() {
        listen(EventKind.ENTER);
        EventHandle one = listen(EventKind.ENTER);
        one.close();
        assertThat(listen(EventKind.TRACE).id()).isEqualTo(1);
        one.close();
        g.getVerbose();
        assertThat(heard.lines()).as("closing twice leaves the next one alone").hasSize(1);
    }

    @Test
    void aThousandCallbacksAreEnough() {
        List<EventHandle> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(listen(EventKind.ENTER));
        }
        assertThatThrownBy(() -> listen(EventKind.ENTER))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("1000");
        assertThat(g.lastError()).contains("1000");
        all.get(999).close();
        assertThat(listen(EventKind.ENTER).id()).isEqualTo(999);
    }

    @Test
    void callbacksThatAreGoneDoNotCount() {
        for (int i = 0; i < 1500; i++) {
            EventHandle first = listen(EventKind.ENTER);
            EventHandle second = listen(EventKind.ENTER);
            first.close();
            second.close();
        }
        listen(EventKind.ENTER);
        g.getVerbose();
        assertThat(heard.lines()).hasSize(1);
    }

    @Test
    void aCallbackThatThrowsHarmsNeitherTheCallNorTheOthers() {
        g.launch();
        answerWithProgress();
        g.setEventCallback(
                event -> {
                    throw new IllegalStateException("a bug of the caller");
                },
                EnumSet.allOf(EventKind.class));
        listen(EventKind.PROGRESS);
        assertThat(g.filesize("/a")).isEqualTo(7);
        assertThat(heard.lines()).hasSize(2);
    }

    @Test
    void aCallbackOfAnotherLanguageMayThrowWhatItDoesNotDeclare() {
        g.launch();
        answerWithProgress();
        g.setEventCallback(
                event -> EventsTest.<RuntimeException>throwAsIs(new IOException("the disk for logs is full")),
                EnumSet.allOf(EventKind.class));
        listen(EventKind.PROGRESS);
        assertThat(g.filesize("/a")).isEqualTo(7);
        assertThat(heard.lines()).hasSize(2);
    }

    @SuppressWarnings("unchecked") // Kotlin and Groovy can do that without such a trick
    private static <T extends Throwable> void throwAsIs(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void aCallbackMayRegisterAndRemoveOthers() {
        g.launch();
        answerWithProgress();
        List<EventHandle> self = new ArrayList<>();
        self.add(g.setEventCallback(
                event -> {
                    self.get(0).close();
                    listen(EventKind.PROGRESS);
                },
                EnumSet.of(EventKind.PROGRESS)));
        g.filesize("/a");
        assertThat(heard.lines())
                .as("registered during the first message, hears the second")
                .hasSize(1);
    }

    @Test
    void libraryCallsWorkInsideACallback() {
        g.launch();
        answerWithProgress();
        List<Boolean> seen = new ArrayList<>();
        g.setEventCallback(event -> seen.add(g.isReady()), EnumSet.of(EventKind.PROGRESS));
        g.filesize("/a");
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void aDaemonCallInsideADaemonCallIsRefusedAndTheOuterOneGoesOn() {
        g.launch();
        answerWithProgress();
        FakeAppliance.answer(daemon, "ping_daemon", Answer.ok());
        List<Class<?>> refusals = new ArrayList<>();
        g.setEventCallback(
                event -> {
                    try {
                        g.pingDaemon();
                    } catch (GuestFSException e) {
                        refusals.add(e.getClass());
                    }
                },
                EnumSet.of(EventKind.PROGRESS));
        assertThat(g.filesize("/a")).isEqualTo(7);
        assertThat(refusals).containsExactly(WrongStateException.class, WrongStateException.class);
        g.pingDaemon();
    }

    @Test
    void aDaemonCallBeforeTheConversationBeginsIsAllowed() {
        g.launch();
        answerWithProgress();
        FakeAppliance.answer(daemon, "ping_daemon", Answer.ok());
        g.setEventCallback(
                event -> {
                    if (event.toString().contains("filesize")) {
                        g.pingDaemon();
                    }
                },
                EnumSet.of(EventKind.ENTER));
        assertThat(g.filesize("/a")).isEqualTo(7);
    }

    @Test
    void closingInsideACallbackWaitsForTheCall() {
        g.launch();
        answerWithProgress();
        listen(EventKind.CLOSE, EventKind.SUBPROCESS_QUIT);
        g.setEventCallback(event -> g.close(), EnumSet.of(EventKind.PROGRESS));
        assertThat(g.filesize("/a")).isEqualTo(7);
        assertThat(heard.lines()).containsExactly("CLOSE");
        assertThatThrownBy(g::getVerbose).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void launchingInsideALaunchIsRefused() {
        List<Class<?>> refusals = new ArrayList<>();
        g.setEventCallback(
                event -> {
                    try {
                        g.launch();
                    } catch (GuestFSException e) {
                        refusals.add(e.getClass());
                    }
                },
                EnumSet.of(EventKind.APPLIANCE, EventKind.LAUNCH_DONE));
        g.launch();
        assertThat(refusals).isNotEmpty().containsOnly(WrongStateException.class);
        assertThat(g.isReady()).isTrue();
    }

    @Test
    void progressHasItsFourNumbers() {
        g.launch();
        answerWithProgress();
        List<Long> numbers = new ArrayList<>();
        g.setProgressCallback((procedure, serial, position, total) ->
                numbers.addAll(List.of((long) procedure, (long) serial, position, total)));
        g.filesize("/a");
        long procedure = Description.procedure("filesize");
        long serial = daemon.lastCall().serial();
        assertThat(numbers).containsExactly(procedure, serial, 1L, 3L, procedure, serial, 2L, 3L);
    }

    @Test
    void theOldSingleCallbacksHaveOneSlotEach() {
        List<String> calls = new ArrayList<>();
        g.setLaunchDoneCallback(() -> calls.add("first"));
        g.setLaunchDoneCallback(() -> calls.add("launch done"));
        g.setLogMessageCallback(text -> calls.add("log"));
        g.setCloseCallback(() -> calls.add("close"));
        g.setSubprocessQuitCallback(() -> calls.add("quit"));
        assertThat(listen(EventKind.ENTER).id()).isEqualTo(4);
        g.setLogMessageCallback(null);
        g.launch();
        g.close();
        assertThat(calls).containsExactly("launch done", "close");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without that check may do
    void nullIsRefused() {
        assertThatThrownBy(() -> g.setEventCallback(null, Set.of())).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.setEventCallback(heard, null)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.deleteEventCallback(null)).isInstanceOf(InvalidArgumentException.class);
        assertThat(g.lastError()).contains("delete_event_callback");
    }

    @Test
    void aCallInsideACallbackDoesNotForgetTheWishToCancel() {
        g.launch();
        FakeAppliance.answer(
                daemon, "download", new Answer().progress(1, 2).thenOk().sendForever());
        g.setEventCallback(
                event -> {
                    g.userCancel();
                    g.getVerbose();
                },
                EnumSet.of(EventKind.PROGRESS));
        assertThatThrownBy(() -> g.readFile("/a")).isInstanceOf(io.guestfs.error.CancelledException.class);
        FakeAppliance.answer(daemon, "ping_daemon", Answer.ok());
        g.pingDaemon();
    }
}
