package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More than anybody asked for: the handle takes all of it, and does not grow by it. */
@Timeout(240)
class FloodsTest {

    private static final int MILLION = 1_000_000;
    private static final long FLOOD = 64L << 20;
    /** What was said before may wait as well. */
    private static final long ALL = FLOOD + FakeHypervisor.FIRST_WORDS.length() + 1;

    private static final long GROWTH_ALLOWED = 24L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void begin(FakeAppliance appliance) throws IOException {
        Files.createFile(appliance.directory().resolve("flood"));
    }

    private static Path end(FakeAppliance appliance) {
        return appliance.directory().resolve("flooded");
    }

    @Test
    void aMillionProgressMessagesAreAllTold() {
        try (FakeAppliance appliance = new FakeAppliance()) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script());
            FakeAppliance.answer(
                    daemon,
                    "list_devices",
                    new Answer().progressFlood(MILLION).thenOk(new WireBytes().strings("/dev/sda")));
            GuestFS g = appliance.launched();
            AtomicLong told = new AtomicLong();
            g.setEventCallback(event -> told.incrementAndGet(), EnumSet.of(EventKind.PROGRESS));
            long before = heap();

            assertThat(g.listDevices()).containsExactly("/dev/sda");

            assertThat(told).hasValue(MILLION);
            assertThat(heap() - before).isLessThan(GROWTH_ALLOWED);
        }
    }

    @Test
    void aConsoleIsDrainedWhileNobodyCalls() throws IOException {
        try (FakeAppliance appliance = new FakeAppliance(FakeHypervisor.FLOOD)) {
            appliance.serve(FakeAppliance.script("ping_daemon"));
            GuestFS g = appliance.launched();
            long before = heap();

            begin(appliance);
            await("somebody to take 64 MiB").atMost(PATIENCE).until(() -> Files.exists(end(appliance)));

            assertThat(heap() - before).isLessThan(GROWTH_ALLOWED);
            g.pingDaemon();
        }
    }

    @Test
    void aConsoleIsHandedOverDuringACall() throws Exception {
        try (FakeAppliance appliance = new FakeAppliance(FakeHypervisor.FLOOD)) {
            CountDownLatch taken = new CountDownLatch(1);
            FakeDaemon daemon = appliance.serve(FakeAppliance.script());
            FakeAppliance.answer(
                    daemon, "ping_daemon", new Answer().await(taken).thenOk());
            GuestFS g = appliance.launched();
            AtomicLong heard = new AtomicLong();
            g.setEventCallback(
                    event -> heard.addAndGet(((Event.Message) event).text().length()), EnumSet.of(EventKind.APPLIANCE));
            long before = heap();

            CompletableFuture<Void> call = CompletableFuture.runAsync(g::pingDaemon);
            begin(appliance);
            await("somebody to take 64 MiB").atMost(PATIENCE).until(() -> Files.exists(end(appliance)));
            taken.countDown();
            call.join();

            assertThat(heard.get()).isPositive().isLessThanOrEqualTo(ALL);
            assertThat(heap() - before).isLessThan(GROWTH_ALLOWED);
        }
    }
}
