package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.FakeAppliance;
import io.guestfs.GuestFS;
import io.guestfs.RecordedEvents;
import io.guestfs.error.CancelledException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.EnumSet;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code userCancel} at every moment of a transfer. */
@Timeout(120)
class CancelAnytimeTest {

    private static final int SIZE = 1024 * 1024;

    private final FakeAppliance appliance = FakeQemu.relaying();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.launched();
    private final RecordedEvents quits = new RecordedEvents();

    CancelAnytimeTest() {
        g.setEventCallback(quits, EnumSet.of(EventKind.SUBPROCESS_QUIT));
    }

    @AfterEach
    void close() {
        appliance.close();
    }

    /** Which way the file goes. */
    enum Way {
        UP,
        DOWN
    }

    private void answers(Answer upload, Answer download) {
        FakeAppliance.answer(daemon, "upload", upload);
        FakeAppliance.answer(daemon, "download", download);
    }

    private static Answer takes() {
        return new Answer().takeFile().thenOk();
    }

    private static Answer sends() {
        return new Answer().thenOk().sendFile(new byte[SIZE]);
    }

    /** Does something when so many bytes have gone by. */
    private InputStream source(long moment, Runnable then) {
        return new FilterInputStream(new ByteArrayInputStream(new byte[SIZE])) {
            private long gone;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (gone >= moment) {
                    then.run();
                }
                int n = super.read(bytes, offset, Math.min(length, 8192));
                gone += Math.max(0, n);
                return n;
            }
        };
    }

    private OutputStream target(long moment, Runnable then) {
        return new OutputStream() {
            private long gone;

            @Override
            public void write(int b) {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                gone += length;
                if (gone >= moment) {
                    then.run();
                }
            }
        };
    }

    private void transfer(Way way, long moment, Runnable then) {
        if (way == Way.UP) {
            g.upload(source(moment, then), "/x");
        } else {
            g.download("/x", target(moment, then));
        }
    }

    private void stillInStep() {
        g.pingDaemon();
        assertThat(g.isReady()).isTrue();
        assertThat(quits.lines()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void beforeTheTransferItIsForgotten(Way way) {
        answers(takes(), sends());
        g.userCancel();
        g.userCancel();
        assertThatCode(() -> transfer(way, Long.MAX_VALUE, () -> {})).doesNotThrowAnyException();
        stillInStep();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, SIZE / 3, SIZE / 2})
    void anywhereInAnUploadItEndsIt(long moment) {
        answers(takes(), sends());
        assertThat(catchThrowable(() -> transfer(Way.UP, moment, g::userCancel)))
                .isInstanceOf(CancelledException.class);
        stillInStep();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, SIZE / 3, SIZE / 2})
    void anywhereInADownloadItEndsIt(long moment) {
        answers(takes(), new Answer().thenOk().sendForever());
        assertThat(catchThrowable(() -> transfer(Way.DOWN, moment, g::userCancel)))
                .isInstanceOf(CancelledException.class);
        stillInStep();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void atTheLastByteItEndsOrComesTooLate(Way way) {
        answers(takes(), sends());
        Throwable thrown = catchThrowable(() -> transfer(way, SIZE, g::userCancel));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(CancelledException.class);
        }
        stillInStep();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void twiceIsOnce(Way way) {
        answers(takes(), new Answer().thenOk().sendForever());
        Runnable twice = () -> {
            g.userCancel();
            g.userCancel();
        };
        assertThat(catchThrowable(() -> transfer(way, 8192, twice))).isInstanceOf(CancelledException.class);
        stillInStep();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aCallbackMayCancel(Way way) {
        answers(
                new Answer().takeBytes(8192).progress(1, 9).takeFile().thenOk(),
                new Answer().thenOk().progress(1, 9).sendForever());
        g.setEventCallback(event -> g.userCancel(), EnumSet.of(EventKind.PROGRESS));
        Runnable untilThen = () -> {};
        InputStream endless = source(Long.MAX_VALUE, untilThen);
        Throwable thrown = catchThrowable(() -> {
            if (way == Way.UP) {
                g.upload(new SequenceInputStream(endless, new EndlessZeros()), "/x");
            } else {
                g.download("/x", target(Long.MAX_VALUE, untilThen));
            }
        });
        assertThat(thrown).isInstanceOf(CancelledException.class);
        stillInStep();
    }

    @Test
    void atRandomMomentsFromAnotherThread() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        answers(takes(), new Answer().thenOk().sendForever());
        for (int i = 0; i < 60; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            Way way = i % 2 == 0 ? Way.UP : Way.DOWN;
            Ending call = Ending.of(() -> {
                if (way == Way.UP) {
                    g.upload(new EndlessZeros(begun::countDown), "/x");
                } else {
                    g.download("/x", target(0, begun::countDown));
                }
            });
            begun.await();
            LockSupport.parkNanos(random.nextInt(3_000_000));
            g.userCancel();
            assertThat(call.await()).as("seed %d, round %d", seed, i).isInstanceOf(CancelledException.class);
            g.pingDaemon();
        }
        stillInStep();
    }

    @Test
    void aCallThatIsNoTransferIsNotCancelled() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FakeAppliance.answer(
                daemon, "ping_daemon", new Answer().signal(asked).await(go).thenOk());
        Ending call = Ending.of(g::pingDaemon);
        asked.await();
        g.userCancel();
        go.countDown();
        assertThat(call.await()).isSameAs(Ending.NONE);
        answers(takes(), sends());
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        g.download("/x", got);
        assertThat(got.size()).isEqualTo(SIZE);
    }
}
