package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.FakeAppliance;
import io.guestfs.GuestFS;
import io.guestfs.RecordedEvents;
import io.guestfs.error.HandleClosedException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handle that is closed by one thread at a random moment while others use it. */
@Timeout(600)
class CloseAnytimeTest {

    private static final int ROUNDS = 300;
    private static final int LATEST_NANOS = 60_000_000;

    /** A close waits half a second for the call it meets, so several lanes go side by side. */
    private static final int LANES = 5;

    private final long seed = System.nanoTime();

    /** A part of the rounds. */
    private interface Lane {
        void run(FakeAppliance appliance, Random random, int rounds) throws Exception;
    }

    private void inLanes(int rounds, Lane lane) throws Exception {
        List<FakeAppliance> appliances =
                Stream.generate(FakeQemu::relaying).limit(LANES).toList();
        List<Ending> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            Random random = new Random(seed + i);
            FakeAppliance mine = appliances.get(i);
            lanes.add(Ending.of(() -> {
                try (FakeAppliance appliance = mine) {
                    lane.run(appliance, random, rounds / LANES);
                }
            }));
        }
        for (Ending ending : lanes) {
            assertThat(ending.await(Ending.PATIENCE_SECONDS * 9))
                    .as("seed " + seed)
                    .isSameAs(Ending.NONE);
        }
    }

    private static FakeDaemon daemon(FakeAppliance appliance) {
        FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendForever());
        return daemon;
    }

    /** What keeps a handle busy until it is closed; each ends by throwing. */
    private static List<Ending> busy(GuestFS g, int round) {
        List<Ending> calls = new ArrayList<>();
        switch (round % 4) {
            case 0 -> calls.add(Ending.of(() -> pingForEver(g)));
            case 1 -> calls.add(Ending.of(() -> g.upload(new EndlessZeros(), "/x")));
            case 2 -> calls.add(Ending.of(() -> g.download("/x", OutputStream.nullOutputStream())));
            default -> {
                calls.add(Ending.of(() -> pingForEver(g)));
                calls.add(Ending.of(() -> pingForEver(g)));
                calls.add(Ending.of(() -> g.download("/x", OutputStream.nullOutputStream())));
            }
        }
        return calls;
    }

    @SuppressWarnings("InfiniteLoopStatement") // the closed handle ends it
    private static void pingForEver(GuestFS g) {
        while (true) {
            g.pingDaemon();
            g.getMemsize();
        }
    }

    @Test
    void closeDuringCallsEndsThemAllInOneWay() throws Exception {
        inLanes(ROUNDS, CloseAnytimeTest::closeDuringCalls);
    }

    private static void closeDuringCalls(FakeAppliance appliance, Random random, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            try (FakeDaemon daemon = daemon(appliance)) {
                GuestFS g = appliance.launched();
                RecordedEvents heard = new RecordedEvents();
                g.setEventCallback(heard, EnumSet.of(EventKind.SUBPROCESS_QUIT, EventKind.CLOSE));
                ProcessHandle qemu = FakeQemu.of(g);
                List<Ending> calls = busy(g, round);
                LockSupport.parkNanos(random.nextInt(LATEST_NANOS));
                g.close();
                for (Ending call : calls) {
                    assertThat(call.await()).as("round %d", round).isInstanceOf(HandleClosedException.class);
                }
                assertThat(qemu.isAlive()).isFalse();
                assertThat(heard.lines()).as("round %d", round).containsExactly("CLOSE");
                assertThat(daemon.failure()).isNull();
            }
        }
    }

    @Test
    void closeDuringALaunchEndsIt() throws Exception {
        inLanes(ROUNDS / 10, CloseAnytimeTest::closeDuringLaunch);
    }

    private static void closeDuringLaunch(FakeAppliance appliance, Random random, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            try (FakeDaemon daemon = daemon(appliance)) {
                GuestFS g = appliance.handle();
                Ending launch = Ending.of(g::launch);
                LockSupport.parkNanos(random.nextInt(LATEST_NANOS));
                g.close();
                assertThat(launch.await())
                        .as("round %d", round)
                        .satisfiesAnyOf(
                                thrown -> assertThat(thrown).isSameAs(Ending.NONE),
                                thrown -> assertThat(thrown).isInstanceOf(HandleClosedException.class));
                assertThat(daemon.calls().size()).as("autosync at the most").isLessThan(2);
            }
        }
    }

    @Test
    void severalThreadsMayCloseAtOnce() throws Exception {
        inLanes(ROUNDS / 10, CloseAnytimeTest::closeTogether);
    }

    private static void closeTogether(FakeAppliance appliance, Random random, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            try (FakeDaemon daemon = daemon(appliance)) {
                GuestFS g = appliance.launched();
                RecordedEvents heard = new RecordedEvents();
                g.setEventCallback(heard, EnumSet.of(EventKind.CLOSE));
                List<Ending> all = busy(g, round);
                int calls = all.size();
                for (int i = 0; i < 4; i++) {
                    all.add(Ending.of(g::close));
                }
                for (Ending call : all.subList(0, calls)) {
                    assertThat(call.await()).isNotSameAs(Ending.NONE);
                }
                for (Ending close : all.subList(calls, all.size())) {
                    assertThat(close.await()).isSameAs(Ending.NONE);
                }
                assertThat(heard.lines()).containsExactly("CLOSE");
                assertThat(daemon.failure()).isNull();
            }
        }
    }
}
