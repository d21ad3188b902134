package io.guestfs.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen.FileEnd;
import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.message.ProgressMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressTest {
    private static final byte[] FILE = BytesSource.random(20_000);

    @Test
    void comesBeforeAReply() throws IOException {
        try (TestBed bed = new TestBed()) {
            bed.on(TestBed.LIST, new Answer().progress(0, 1).progress(1, 1).thenOk(new WireBytes().strings()));
            bed.list();
            assertThat(bed.progress)
                    .containsExactly(
                            new ProgressMessage(TestBed.LIST, 0x123400, 0, 1),
                            new ProgressMessage(TestBed.LIST, 0x123400, 1, 1));
            bed.stillInStep();
        }
    }

    @Test
    void comesDuringAnUpload() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        AtomicInteger heard = new AtomicInteger();
        try (TestBed bed = new TestBed(message -> heard.incrementAndGet())) {
            bed.on(
                    TestBed.UPLOAD,
                    new Answer()
                            .progress(1, 2)
                            .signal(sent)
                            .takeFile()
                            .progress(2, 2)
                            .thenOk());
            bed.upload(new BytesSource(FILE) {
                private int reads;

                @Override
                public int read(ByteBuffer into) throws IOException {
                    UploadTest.awaitUninterruptibly(sent);
                    if (++reads == 3) {
                        assertThat(heard)
                                .as("heard before the file is complete")
                                .hasValue(1);
                    }
                    atOnce = 5000;
                    return super.read(into);
                }
            });
            assertThat(heard).hasValue(2);
            bed.stillInStep();
        }
    }

    @Test
    void comesBetweenChunksAndWhileTheyAreThrownAway() throws IOException {
        try (TestBed bed = new TestBed()) {
            bed.on(
                    TestBed.DOWNLOAD,
                    Answer.ok()
                            .progress(1, 4)
                            .chunk(FILE[0])
                            .progress(2, 4)
                            .awaitCancelFlag()
                            .progress(3, 4)
                            .chunk(FILE[1])
                            .progress(4, 4)
                            .cancelChunk());
            bed.transferFails(
                    TransferException.Kind.LOCAL_WRITE,
                    () -> bed.download(new BytesSink() {
                        @Override
                        public void write(ByteBuffer chunk) throws IOException {
                            throw new IOException("full");
                        }
                    }));
            assertThat(bed.progress).hasSize(1);
            bed.stillInStep();
        }
    }

    @Test
    void thatComesTooLateIsHeardInTheNextCall() throws IOException {
        try (TestBed bed = new TestBed()) {
            CountDownLatch sent = new CountDownLatch(1);
            bed.on(
                    TestBed.LIST,
                    Answer.ok(new WireBytes().strings()).progress(7, 7).signal(sent));
            bed.list();
            UploadTest.awaitUninterruptibly(sent);
            bed.ping();
            assertThat(bed.progress).containsExactly(new ProgressMessage(TestBed.LIST, 0x123400, 7, 7));
        }
    }

    @Test
    void withoutAProcedureIsDropped() throws IOException {
        try (TestBed bed = new TestBed()) {
            bed.on(
                    TestBed.LIST,
                    new Answer()
                            .word(0xFFFF5555L)
                            .raw(new byte[24])
                            .progress(-1, -1)
                            .thenOk(new WireBytes().strings()));
            bed.list();
            assertThat(bed.progress).containsExactly(new ProgressMessage(TestBed.LIST, 0x123400, -1, -1));
        }
    }

    @Test
    void mayComeAMillionTimes() throws IOException {
        AtomicInteger heard = new AtomicInteger();
        try (TestBed bed = new TestBed(message -> heard.incrementAndGet())) {
            bed.on(TestBed.LIST, new Answer().progressFlood(1_000_000).thenOk(new WireBytes().strings("a")));
            assertThat(bed.list()).isEqualTo(new Reply.Value<>(List.of("a")));
            assertThat(heard).hasValue(1_000_000);
            bed.stillInStep();
        }
    }

    @Test
    void aListenerThatThrowsEndsAPlainCallInStep() throws IOException {
        AtomicInteger heard = new AtomicInteger();
        try (TestBed bed = throwing(heard)) {
            bed.on(TestBed.LIST, new Answer().progressFlood(10).thenOk(new WireBytes().strings("a")));
            assertThatThrownBy(bed::list).hasMessage("listener");
            assertThat(heard).as("it is not told again").hasValue(1);
            bed.stillInStep();
            assertThatThrownBy(bed::list).as("but in the next call it is").hasMessage("listener");
        }
    }

    @Test
    void aListenerThatThrowsBeforeTheRequestStopsIt() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        try (TestBed bed = throwing(new AtomicInteger())) {
            bed.on(
                    TestBed.LIST,
                    Answer.ok(new WireBytes().strings()).progress(1, 1).signal(sent));
            bed.list();
            UploadTest.awaitUninterruptibly(sent);
            assertThatThrownBy(bed::ping).hasMessage("listener");
            assertThat(bed.daemon.calls()).hasSize(1);
            bed.stillInStep();
        }
    }

    @Test
    void aListenerThatThrowsCancelsAnUpload() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        try (TestBed bed = throwing(new AtomicInteger())) {
            bed.on(
                    TestBed.UPLOAD,
                    new Answer().progress(1, 2).signal(sent).takeFile().thenOk());
            assertThatThrownBy(() -> bed.upload(new BytesSource(new byte[1 << 20]) {
                        @Override
                        public int read(ByteBuffer into) throws IOException {
                            UploadTest.awaitUninterruptibly(sent);
                            return super.read(into);
                        }
                    }))
                    .hasMessage("listener");
            assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.CANCELLED);
            bed.stillInStep();
        }
    }

    @Test
    void aListenerThatThrowsCancelsADownload() throws IOException {
        try (TestBed bed = throwing(new AtomicInteger())) {
            BytesSink sink = new BytesSink();
            bed.on(TestBed.DOWNLOAD, Answer.ok().chunk(FILE[0]).progress(1, 2).sendForever());
            assertThatThrownBy(() -> bed.download(sink)).hasMessage("listener");
            assertThat(sink.closed).isEqualTo(1);
            bed.stillInStep();

            BytesSink untouched = new BytesSink();
            bed.on(TestBed.DOWNLOAD, new Answer().progress(1, 2).thenOk().sendForever());
            assertThatThrownBy(() -> bed.download(untouched)).hasMessage("listener");
            assertThat(untouched.opened).as("nothing was downloaded yet").isZero();
            bed.stillInStep();
        }
    }

    @Test
    void aListenerOfAnotherLanguageMayThrowAnything() throws IOException {
        try (TestBed bed = new TestBed(message -> throwUndeclared(new TimeoutException("checked")))) {
            bed.on(TestBed.LIST, new Answer().progress(1, 2).thenOk(new WireBytes().strings("a")));
            assertThatThrownBy(bed::list).isInstanceOf(TimeoutException.class);
            bed.stillInStep();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUndeclared(Throwable failure) throws T {
        throw (T) failure;
    }

    private static TestBed throwing(AtomicInteger heard) throws IOException {
        return new TestBed(message -> {
            heard.incrementAndGet();
            throw new IllegalStateException("listener");
        });
    }
}
