package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.disaster.Figures;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Transfers that stand still, on either side, end when somebody wants them to. */
@Timeout(60)
class StalledTransferTest {

    /** The promise is two seconds; the machine may be busy. */
    private static final long CEILING_SECONDS = 20;

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.launched();
    private final long qemu = g.getPid();
    private final CountDownLatch stuck = new CountDownLatch(1);

    private String test = "";

    @BeforeEach
    void name(TestInfo info) {
        test = info.getDisplayName();
    }

    @AfterEach
    void close() {
        appliance.close();
    }

    private @Nullable Throwable endOf(Runnable call, Runnable whenStuck) throws Exception {
        CompletableFuture<@Nullable Throwable> end =
                CompletableFuture.supplyAsync(() -> catchThrowable(call::run), work -> {
                    Thread thread = new Thread(work, "caller");
                    thread.setDaemon(true);
                    thread.start();
                });
        assertThat(stuck.await(CEILING_SECONDS, TimeUnit.SECONDS)).isTrue();
        long begin = System.nanoTime();
        whenStuck.run();
        Throwable ended = end.get(CEILING_SECONDS, TimeUnit.SECONDS);
        Figures.since(begin, test);
        return ended;
    }

    /** A pipe into which nobody ever writes. */
    private InputStream silentPipe() throws IOException {
        PipedOutputStream otherEnd = new PipedOutputStream();
        return new PipedInputStream(otherEnd) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
                stuck.countDown();
                return super.read(bytes, offset, length);
            }
        };
    }

    /** A target that takes nothing. */
    private OutputStream fullPipe() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                stuck.countDown();
                CountDownLatch never = new CountDownLatch(1);
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    static void signal(String name, long pid) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anUploadFromAPipeThatStaysEmptyCanBeCancelled() throws Exception {
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        InputStream pipe = silentPipe();
        assertThat(endOf(() -> g.upload(pipe, "/x"), g::userCancel)).isInstanceOf(CancelledException.class);
        g.pingDaemon();
    }

    @Test
    void anUploadFromANamedPipeNobodyOpensCanBeCancelled() throws Exception {
        Path fifo = appliance.directory().resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        FakeAppliance.answer(
                daemon, "upload", new Answer().signal(stuck).takeFile().thenOk());
        assertThat(endOf(() -> g.upload(fifo.toString(), "/x"), g::userCancel)).isInstanceOf(CancelledException.class);
        g.pingDaemon();
    }

    @Test
    void aDownloadIntoAFullPipeCanBeCancelled() throws Exception {
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendForever());
        assertThat(endOf(() -> g.download("/x", fullPipe()), g::userCancel)).isInstanceOf(CancelledException.class);
        g.pingDaemon();
    }

    @Test
    void anUploadFromAPipeThatStaysEmptyEndsWithTheHandle() throws Exception {
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        InputStream pipe = silentPipe();
        assertThat(endOf(() -> g.upload(pipe, "/x"), g::close)).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void anUploadFromAPipeThatStaysEmptyEndsWithQemu() throws Exception {
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        InputStream pipe = silentPipe();
        assertThat(endOf(() -> g.upload(pipe, "/x"), () -> signal("KILL", qemu)))
                .isInstanceOf(ApplianceLostException.class);
    }

    @Test
    void aDownloadIntoAFullPipeEndsWithQemu() throws Exception {
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendForever());
        assertThat(endOf(() -> g.download("/x", fullPipe()), () -> signal("KILL", qemu)))
                .isInstanceOf(ApplianceLostException.class);
    }

    @Test
    void transfersOfAStoppedQemuCanBeCancelledAndGoOnLater() throws Exception {
        FakeAppliance.answer(
                daemon,
                "download",
                new Answer().thenOk().chunk(new byte[10]).signal(stuck).sendForever());
        Throwable thrown = endOf(
                () -> g.download("/x", new OutputStream() {
                    @Override
                    public void write(int b) {}

                    @Override
                    public void write(byte[] bytes, int offset, int length) {}
                }),
                () -> {
                    signal("STOP", qemu);
                    g.userCancel();
                });
        assertThat(thrown).isInstanceOf(CancelledException.class);
        signal("CONT", qemu);
        g.pingDaemon();
    }

    @Test
    void closingEndsATransferOfAStoppedQemu() throws Exception {
        FakeAppliance.answer(
                daemon, "download", new Answer().thenOk().signal(stuck).stall());
        Throwable thrown = endOf(() -> g.download("/x", new ByteArrayOutputStream()), () -> {
            signal("STOP", qemu);
            g.close();
        });
        assertThat(thrown).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void aStreamMayAskTheHandleButNotTheDaemon() {
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        AtomicReference<@Nullable Boolean> ready = new AtomicReference<>();
        g.upload(
                new InputStream() {
                    @Override
                    public int read() {
                        return -1;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        ready.set(g.isReady());
                        refused.set(catchThrowable(g::pingDaemon));
                        return -1;
                    }
                },
                "/x");
        assertThat(ready.get()).isTrue();
        assertThat(refused.get()).isInstanceOf(WrongStateException.class);
        g.pingDaemon();
    }

    @Test
    void aStreamThatIsLeftBehindInTheMiddleOfACallMayNotAskTheDaemonEither() throws Exception {
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        CountDownLatch left = new CountDownLatch(1);
        CompletableFuture<@Nullable Throwable> refused = new CompletableFuture<>();
        // The call of the stream is inside the handle when the transfer ends.
        g.setEventCallback(
                event -> {
                    if (Thread.currentThread().getName().equals("guestfs-local-file")) {
                        stuck.countDown();
                        Uninterrupted.await(left);
                    }
                },
                Set.of(EventKind.ENTER));
        InputStream asking = new InputStream() {
            @Override
            public int read() {
                return -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                refused.complete(catchThrowable(g::pingDaemon));
                return -1;
            }
        };
        assertThat(endOf(() -> g.upload(asking, "/x"), g::userCancel)).isInstanceOf(CancelledException.class);
        left.countDown();
        assertThat(refused.get(CEILING_SECONDS, TimeUnit.SECONDS)).isInstanceOf(WrongStateException.class);
        g.pingDaemon();
    }

    /** Waiting that goes on after an interrupt. */
    private static final class Uninterrupted {

        private Uninterrupted() {}

        static void await(CountDownLatch latch) {
            boolean interrupted = false;
            while (latch.getCount() > 0) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
