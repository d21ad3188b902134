package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.error.CancelledException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Transfers that are cancelled leave the connection in step. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelTest {

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.launched();
    private CountDownLatch going = new CountDownLatch(1);

    @BeforeEach
    void newLatch() {
        going = new CountDownLatch(1);
    }

    @AfterAll
    void close() {
        appliance.close();
    }

    /** A source without end. */
    private InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                going.countDown();
                return length;
            }
        };
    }

    /** A target that takes everything. */
    private OutputStream bottomless() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                going.countDown();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                going.countDown();
            }
        };
    }

    private Throwable inAnotherThread(Runnable call, Runnable whenItGoes) throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread caller = new Thread(() -> thrown[0] = catchThrowable(call::run), "caller");
        caller.start();
        assertThat(going.await(30, TimeUnit.SECONDS)).isTrue();
        whenItGoes.run();
        caller.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(caller.isAlive()).as("the call has ended").isFalse();
        return thrown[0];
    }

    @Test
    void anUploadEndsFromAnotherThread() throws InterruptedException {
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        Throwable thrown = inAnotherThread(() -> g.upload(endless(), "/x"), g::userCancel);
        assertThat(thrown).isInstanceOf(CancelledException.class);
        assertThat(((CancelledException) thrown).errnoName()).isEqualTo("EINTR");
        assertThat(daemon.lastCall().fileEnd()).isEqualTo(CallSeen.FileEnd.CANCELLED);
        g.pingDaemon();
    }

    @Test
    void aDownloadEndsFromAnotherThread() throws InterruptedException {
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendForever());
        Throwable thrown = inAnotherThread(() -> g.download("/x", bottomless()), g::userCancel);
        assertThat(thrown).isInstanceOf(CancelledException.class);
        assertThat(((CancelledException) thrown).errno()).isEqualTo(4);
        g.pingDaemon();
    }

    @Test
    void anInterruptCancelsAndStaysVisible() throws InterruptedException {
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendForever());
        boolean[] interrupted = new boolean[1];
        Thread[] caller = new Thread[1];
        Throwable thrown = inAnotherThread(
                () -> {
                    caller[0] = Thread.currentThread();
                    try {
                        g.download("/x", bottomless());
                    } finally {
                        interrupted[0] = Thread.interrupted();
                    }
                },
                () -> caller[0].interrupt());
        assertThat(thrown).isInstanceOf(CancelledException.class);
        assertThat(interrupted[0]).isTrue();
        g.pingDaemon();
    }

    @Test
    void anInterruptOutsideOfTransfersBreaksNothing() {
        FakeAppliance.answer(daemon, "filesize", Answer.ok(new WireBytes().u64(5)));
        Thread.currentThread().interrupt();
        try {
            assertThat(g.filesize("/x")).isEqualTo(5);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aWishWithoutTransferIsForgotten() {
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendFile(new byte[10]));
        g.userCancel();
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        g.download("/x", got);
        assertThat(got.size()).isEqualTo(10);
    }

    @Test
    void wrappersThatTransferInsideCanBeCancelled() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        FakeAppliance.answer(
                daemon, "download", new Answer().thenOk().signal(asked).sendForever());
        going.countDown();
        Throwable thrown = inAnotherThread(() -> g.readFile("/x"), () -> {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> asked.getCount() == 0);
            g.userCancel();
        });
        assertThat(thrown).isInstanceOf(CancelledException.class);
        g.pingDaemon();
    }
}
