package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A target that takes the bytes and then, when it is flushed, waits for ever for whoever is behind it. */
@Timeout(120)
class StuckEndTest {

    /** The promise is two seconds; the machine may be busy. */
    private static final long CEILING_SECONDS = 30;

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.launched();
    private final long qemu = g.getPid();
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    private final OutputStream target = new OutputStream() {
        @Override
        public void write(int b) {}

        @Override
        public void write(byte[] bytes, int offset, int length) {
            written.countDown();
        }

        @Override
        public void flush() throws InterruptedIOException {
            stuck.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                letGo.countDown();
                throw new InterruptedIOException("played");
            }
        }
    };

    @AfterEach
    void close() {
        appliance.close();
    }

    /** Downloads into the target, and says how that ended when somebody did something meanwhile. */
    private @Nullable Throwable endOfDownload(CountDownLatch when, Consumer<Thread> meanwhile) throws Exception {
        FutureTask<@Nullable Throwable> end = new FutureTask<>(() -> catchThrowable(() -> g.download("/x", target)));
        Thread caller = new Thread(end, "caller");
        caller.setDaemon(true);
        caller.start();
        assertThat(when.await(CEILING_SECONDS, TimeUnit.SECONDS)).isTrue();
        meanwhile.accept(caller);
        return end.get(CEILING_SECONDS, TimeUnit.SECONDS);
    }

    private void assertLetGo() throws InterruptedException {
        assertThat(letGo.await(CEILING_SECONDS, TimeUnit.SECONDS))
                .as("the target was told that nobody waits any more")
                .isTrue();
    }

    private void answerWithHalfAFile() {
        FakeAppliance.answer(
                daemon, "download", new Answer().thenOk().chunk(new byte[10]).stall());
    }

    private void answerWithAWholeFile() {
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendFile(new byte[10]));
    }

    @Test
    void anInterruptInTheMiddleIsNotKeptWaiting() throws Exception {
        answerWithHalfAFile();
        assertThat(endOfDownload(written, Thread::interrupt)).isInstanceOf(CancelledException.class);
        assertLetGo();
    }

    @Test
    void aCancelInTheMiddleIsNotKeptWaiting() throws Exception {
        answerWithHalfAFile();
        assertThat(endOfDownload(written, caller -> g.userCancel())).isInstanceOf(CancelledException.class);
        assertLetGo();
    }

    @Test
    void theDeathOfQemuInTheMiddleIsToldAtOnce() throws Exception {
        answerWithHalfAFile();
        assertThat(endOfDownload(written, caller -> StalledTransferTest.signal("KILL", qemu)))
                .isInstanceOf(ApplianceLostException.class);
        assertLetGo();
    }

    @Test
    void aCloseInTheMiddleIsNotKeptWaiting() throws Exception {
        answerWithHalfAFile();
        assertThat(endOfDownload(written, caller -> g.close())).isInstanceOf(HandleClosedException.class);
        assertLetGo();
    }

    @Test
    void aCancelAfterTheLastByteIsNotKeptWaiting() throws Exception {
        answerWithAWholeFile();
        assertThat(endOfDownload(stuck, caller -> g.userCancel())).isInstanceOf(CancelledException.class);
        assertLetGo();
        g.pingDaemon();
    }

    @Test
    void anInterruptAfterTheLastByteIsNotKeptWaiting() throws Exception {
        answerWithAWholeFile();
        assertThat(endOfDownload(stuck, Thread::interrupt)).isInstanceOf(CancelledException.class);
        assertLetGo();
        g.pingDaemon();
    }
}
