package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.guestfs.error.HandleClosedException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Callbacks that wait for whoever closes the handle, as one does that hands its events to the thread of a user interface: the close
 * ends all the same, and nothing is left running.
 */
@Timeout(120)
class CloseUnderCallbacksTest {

    private static final long CEILING_SECONDS = 60;

    private static final Executor THREADS = work -> {
        Thread thread = new Thread(work, "caller");
        thread.setDaemon(true);
        thread.start();
    };

    private static CompletableFuture<@Nullable Throwable> begin(ThrowingCallable call) {
        return CompletableFuture.supplyAsync(() -> catchThrowable(call), THREADS);
    }

    private static @Nullable Throwable end(CompletableFuture<@Nullable Throwable> call) throws Exception {
        return call.get(CEILING_SECONDS, TimeUnit.SECONDS);
    }

    /** A callback that waits, from its first event on, until its handle is closed. */
    private static final class Waiting {
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private final GuestFS g;

        Waiting(GuestFS g, EventKind kind) {
            this.g = g;
            g.setEventCallback(
                    event -> {
                        inside.countDown();
                        Throwable unused = catchThrowable(closed::await);
                    },
                    EnumSet.of(kind));
        }

        void close() throws Exception {
            assertThat(inside.await(CEILING_SECONDS, TimeUnit.SECONDS)).isTrue();
            try {
                assertThat(end(begin(g::close))).isNull();
            } finally {
                closed.countDown();
            }
        }
    }

    private static void nothingRuns(FakeAppliance appliance) {
        await().atMost(Duration.ofSeconds(CEILING_SECONDS))
                .untilAsserted(() -> assertThat(ProcessHandle.current().descendants())
                        .noneMatch(process -> process.info()
                                .commandLine()
                                .orElse("")
                                .contains(appliance.directory().toString())));
    }

    /** A close that waits for a callback in vain takes eleven seconds, so the three do it at once. */
    @Test
    void closeEndsAndLeavesNothing() throws Exception {
        FakeAppliance first = new FakeAppliance(FakeHypervisor.FLOOD);
        FakeAppliance second = new FakeAppliance();
        FakeAppliance third = new FakeAppliance();
        List<CompletableFuture<@Nullable Throwable>> all = List.of(
                begin(() -> duringACall(first)),
                begin(() -> duringALaunch(second)),
                begin(() -> atTheBeginningOfALaunch(third)));
        for (CompletableFuture<@Nullable Throwable> scene : all) {
            assertThat(end(scene)).isNull();
        }
    }

    private static void duringACall(FakeAppliance played) throws Exception {
        try (FakeAppliance appliance = played) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script());
            CountDownLatch asked = new CountDownLatch(1);
            FakeAppliance.answer(
                    daemon, "ping_daemon", new Answer().signal(asked).stall());
            GuestFS g = appliance.launched();
            Waiting callback = new Waiting(g, EventKind.APPLIANCE);
            CompletableFuture<@Nullable Throwable> call = begin(g::pingDaemon);
            asked.await();
            Files.createFile(appliance.directory().resolve("flood"));
            callback.close();
            assertThat(end(call)).isInstanceOf(HandleClosedException.class);
            nothingRuns(appliance);
        }
    }

    private static void duringALaunch(FakeAppliance played) throws Exception {
        try (FakeAppliance appliance = played) {
            GuestFS g = appliance.handle();
            Waiting callback = new Waiting(g, EventKind.APPLIANCE);
            // On a busy host the launch could be over before the text of the console is handed on.
            appliance.serve(FakeAppliance.script().after(callback.inside));
            CompletableFuture<@Nullable Throwable> launch = begin(g::launch);
            callback.close();
            assertThat(end(launch)).isInstanceOf(HandleClosedException.class);
            nothingRuns(appliance);
        }
    }

    private static void atTheBeginningOfALaunch(FakeAppliance played) throws Exception {
        try (FakeAppliance appliance = played) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script());
            GuestFS g = appliance.handle();
            Waiting callback = new Waiting(g, EventKind.ENTER);
            CompletableFuture<@Nullable Throwable> launch = begin(g::launch);
            callback.close();
            assertThat(end(launch)).isInstanceOf(HandleClosedException.class);
            nothingRuns(appliance);
            assertThat(daemon.calls()).isEmpty();
        }
    }
}
