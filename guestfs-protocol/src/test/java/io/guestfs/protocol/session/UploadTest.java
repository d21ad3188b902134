package io.guestfs.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen.FileEnd;
import io.guestfs.protocol.message.ErrorReply;
import io.guestfs.protocol.session.TransferException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UploadTest {
    private final TestBed bed = new TestBed();

    UploadTest() throws IOException {}

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void filesOfEverySizeArrive() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        for (int size : new int[] {0, 1, 5, 8191, 8192, 8193, 262_143, 262_144, 262_145, 3_000_001}) {
            BytesSource source = new BytesSource(BytesSource.random(size));
            assertThat(bed.upload(source)).isEqualTo(new Reply.Value<>(null));
            assertThat(bed.seen().file()).isEqualTo(source.content);
            assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.COMPLETE);
            assertThat(bed.seen().chunks()).isEqualTo((size + 8191) / 8192 + 1);
            assertThat(bed.seen().progressHint()).isEqualTo(size);
            assertThat(source.opened).isEqualTo(1);
            assertThat(source.closed).isEqualTo(1);
        }
        bed.stillInStep();
    }

    @Test
    void aSourceMayDeliverLittleAtATime() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        BytesSource source = new BytesSource(BytesSource.random(1001));
        source.atOnce = 7;
        source.hint = -1;
        bed.upload(source);
        assertThat(bed.seen().file()).isEqualTo(source.content);
        assertThat(bed.seen().progressHint()).as("unknown size").isZero();
        bed.stillInStep();
    }

    @Test
    void whatASlowSourceDeliversGoesOutAtOnce() throws IOException {
        CountDownLatch arrived = new CountDownLatch(1);
        bed.on(
                TestBed.UPLOAD,
                new Answer().takeBytes(5).signal(arrived).takeFile().thenOk());
        bed.upload(new BytesSource("hello world".getBytes(StandardCharsets.UTF_8)) {
            private int reads;

            @Override
            public int read(ByteBuffer into) throws IOException {
                atOnce = 5;
                if (++reads == 2) {
                    awaitUninterruptibly(arrived);
                    return 0;
                }
                return super.read(into);
            }
        });
        assertThat(bed.seen().fileSize()).isEqualTo(11);
        bed.stillInStep();
    }

    @Test
    void severalFilesGoInOrder() throws IOException {
        BytesSource first = new BytesSource(new byte[10]);
        BytesSource second = new BytesSource(new byte[0]) {
            @Override
            public void open() throws IOException {
                throw new FileNotFoundException("gone");
            }
        };
        bed.daemon
                .rules()
                .on(
                        TestBed.UPLOAD,
                        call -> new Answer()
                                .takeFile()
                                .then((peer, seen) ->
                                        assertThat(peer.readMessage()).containsExactly(0, 0, 0, 1, 0, 0, 0, 0))
                                .thenError("", "file upload cancelled"));
        Request request =
                new Request(ArgumentEncoder.none(), 0, List.of(first, second), List.of(), Cancellation.never());
        bed.transferFails(Kind.LOCAL_OPEN, () -> bed.session.call(TestBed.UPLOAD_CALL, request));
        assertThat(bed.seen().progressHint()).isEqualTo(10);
        bed.stillInStep();
    }

    @Test
    void aMissingFileIsCancelledAndNamed() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        TransferException failure = bed.transferFails(
                Kind.LOCAL_OPEN,
                () -> bed.upload(new BytesSource(new byte[9]) {
                    @Override
                    public void open() throws IOException {
                        throw new FileNotFoundException("no such file");
                    }
                }));
        assertThat(failure).hasMessageContaining("/host/source").hasMessageContaining("no such file");
        assertThat(failure.describe()).isEqualTo("/host/source");
        assertThat(failure.getCause()).isInstanceOf(FileNotFoundException.class);
        assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.CANCELLED);
        assertThat(bed.seen().chunks()).isEqualTo(1);
        bed.stillInStep();
    }

    @Test
    void aReadErrorAtAnyPlaceCancels() throws IOException {
        for (int good : new int[] {0, 1, 8192, 300_000}) {
            bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
            BytesSource source = new BytesSource(BytesSource.random(good)) {
                @Override
                public int read(ByteBuffer into) throws IOException {
                    int size = super.read(into);
                    if (size < 0) {
                        throw new IOException("Is a directory");
                    }
                    return size;
                }
            };
            TransferException failure = bed.transferFails(Kind.LOCAL_READ, () -> bed.upload(source));
            assertThat(failure).hasMessageContaining("Is a directory");
            assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.CANCELLED);
            assertThat(source.closed).isEqualTo(1);
            bed.stillInStep();
        }
    }

    @Test
    void theFileIsClosedBeforeTheDaemonHearsThatItIsComplete() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        bed.transferFails(
                Kind.LOCAL_CLOSE,
                () -> bed.upload(new BytesSource(new byte[9]) {
                    @Override
                    public void close() throws IOException {
                        super.close();
                        assertThat(closed).isEqualTo(1);
                        throw new IOException("stale handle");
                    }
                }));
        assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.CANCELLED);
        bed.stillInStep();
    }

    @Test
    void theFirstOfTwoFailuresIsKept() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        TransferException failure = bed.transferFails(
                Kind.LOCAL_READ,
                () -> bed.upload(new BytesSource(new byte[9]) {
                    @Override
                    public int read(ByteBuffer into) throws IOException {
                        throw new IOException("first");
                    }

                    @Override
                    public void close() throws IOException {
                        throw new IOException("second");
                    }
                }));
        assertThat(failure.getCause()).hasMessage("first");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).hasMessageContaining("second");
        bed.stillInStep();
    }

    @Test
    void whatASourceThrowsComesOutInStep() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        assertThatThrownBy(() -> bed.upload(new BytesSource(new byte[9]) {
                    @Override
                    public int read(ByteBuffer into) {
                        throw new UnsupportedOperationException("mine");
                    }
                }))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("mine");
        bed.stillInStep();
        assertThatThrownBy(() -> bed.upload(new BytesSource(new byte[9]) {
                    @Override
                    public void open() {
                        throw new StackOverflowError("mine");
                    }
                }))
                .isInstanceOf(StackOverflowError.class);
        bed.stillInStep();
    }

    @Test
    void aSourceThatLiesAboutWhatItDeliveredIsFoundOut() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        assertThatThrownBy(() -> bed.upload(new BytesSource(new byte[9]) {
                    @Override
                    public int read(ByteBuffer into) {
                        return 3;
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 bytes");
        bed.stillInStep();
    }

    @Test
    void cancellationIsSeenBetweenChunks() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        TransferException failure = bed.transferFails(
                Kind.CANCELLED,
                () -> bed.upload(new BytesSource(new byte[10_000_000]) {
                    @Override
                    public int read(ByteBuffer into) throws IOException {
                        int size = super.read(into);
                        bed.cancel.set(true);
                        return size;
                    }
                }));
        assertThat(failure.getCause()).isNull();
        assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.CANCELLED);
        assertThat(bed.seen().fileSize()).isLessThan(10_000_000);
        bed.stillInStep();
    }

    @Test
    void cancellationBeforeTheFirstByteCounts() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        bed.transferFails(
                Kind.CANCELLED,
                () -> bed.upload(new BytesSource(new byte[0]) {
                    @Override
                    public void open() {
                        bed.cancel.set(true);
                    }
                }));
        assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.CANCELLED);
        bed.stillInStep();
    }

    @Test
    void cancellationReachesASourceThatHasNothingForNow() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeFile().thenOk());
        bed.transferFails(
                Kind.CANCELLED,
                () -> bed.upload(new BytesSource(new byte[9]) {
                    private int reads;

                    @Override
                    public int read(ByteBuffer into) {
                        bed.cancel.set(++reads == 100);
                        return 0;
                    }
                }));
        bed.stillInStep();
    }

    @Test
    void theDaemonsErrorIsTheAnswerWhenItRefusesTheFile() throws IOException {
        for (long taken : new long[] {0, 1, 8192, 1_000_000}) {
            bed.on(TestBed.UPLOAD, new Answer().refuseFile(taken, "EROFS", "open: /up: Read-only file system"));
            BytesSource source = new BytesSource(new byte[5_000_000]);
            assertThat(bed.upload(source))
                    .isEqualTo(new Reply.DaemonError<>(new ErrorReply("EROFS", "open: /up: Read-only file system")));
            assertThat(source.closed).isEqualTo(1);
            bed.stillInStep();
        }
    }

    @Test
    void anEndlessFileStopsWhenTheDaemonWantsNoMore() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().refuseFile(100_000, "", "write error: /up"));
        Reply<Void> reply = bed.upload(new BytesSource(new byte[0]) {
            @Override
            public int read(ByteBuffer into) {
                int size = into.remaining();
                into.put(new byte[size]);
                return size;
            }
        });
        assertThat(reply).isEqualTo(new Reply.DaemonError<>(new ErrorReply("", "write error: /up")));
        assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.CANCELLED);
        bed.stillInStep();
    }

    @Test
    void aCancelFlagAfterTheLastChunkIsOnlyAPreludeToTheError() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().swallow().cancelFlag().thenError("ENOSPC", "close: /up"));
        assertThat(bed.upload(new BytesSource(new byte[20])))
                .isEqualTo(new Reply.DaemonError<>(new ErrorReply("ENOSPC", "close: /up")));
        assertThat(bed.seen().fileEnd()).isEqualTo(FileEnd.COMPLETE);
        bed.stillInStep();
    }

    @Test
    void aRefusedFileIsNeverASuccess() throws IOException {
        CountDownLatch flagSent = new CountDownLatch(1);
        bed.on(
                TestBed.UPLOAD,
                new Answer().cancelFlag().signal(flagSent).swallow().thenOk());
        bed.transferFails(Kind.DAEMON_CANCELLED, () -> bed.upload(waitingFor(flagSent)));
        bed.stillInStep();
    }

    @Test
    void ourFailureOutlivesTheDaemons() throws IOException {
        CountDownLatch flagSent = new CountDownLatch(1);
        bed.on(
                TestBed.UPLOAD,
                new Answer().cancelFlag().signal(flagSent).swallow().thenError("EIO", "late"));
        bed.transferFails(
                Kind.LOCAL_READ,
                () -> bed.upload(new BytesSource(new byte[9]) {
                    @Override
                    public int read(ByteBuffer into) throws IOException {
                        awaitUninterruptibly(flagSent);
                        throw new IOException("ours");
                    }
                }));
        bed.stillInStep();
    }

    @Test
    void aReplyInTheMiddleOfAnUploadPoisons() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        bed.on(TestBed.UPLOAD, Answer.error("", "early").signal(sent));
        bed.poisonedBy(ProtocolException.class, "a message of", () -> bed.upload(waitingFor(sent)));
    }

    @Test
    void garbageInTheMiddleOfAnUploadPoisons() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        bed.on(TestBed.UPLOAD, new Answer().word(0x47524D42).signal(sent));
        bed.poisonedBy(ProtocolException.class, "1196576066 bytes", () -> bed.upload(waitingFor(sent)));
    }

    @Test
    void theLaunchFlagInTheMiddleOfAnUploadPoisons() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        bed.on(TestBed.UPLOAD, new Answer().launchFlag().signal(sent));
        bed.poisonedBy(ProtocolException.class, "launch flag", () -> bed.upload(waitingFor(sent)));
    }

    @Test
    void theEndOfTheLinkInTheMiddleOfAnUploadPoisons() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().takeBytes(100_000).close());
        BytesSource source = new BytesSource(new byte[50_000_000]);
        bed.poisonedBy(LinkClosedException.class, "link to the daemon ended", () -> bed.upload(source));
        assertThat(source.closed).isEqualTo(1);
    }

    @Test
    void theEndOfTheLinkCarriesAnEarlierFailureOfOurs() throws IOException {
        bed.on(TestBed.UPLOAD, new Answer().swallow().close());
        LinkClosedException failure = catchThrowableOfType(
                LinkClosedException.class,
                () -> bed.upload(new BytesSource(new byte[9]) {
                    @Override
                    public void open() throws IOException {
                        throw new FileNotFoundException("first");
                    }
                }));
        assertThat(failure.getSuppressed()[0])
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("first");
        assertThat(bed.session.poisoned()).isTrue();
    }

    /** A source whose second half is there only after the daemon has done what it should do in the meantime. */
    private static BytesSource waitingFor(CountDownLatch latch) {
        return new BytesSource(new byte[20_000]) {
            @Override
            public int read(ByteBuffer into) throws IOException {
                awaitUninterruptibly(latch);
                return super.read(into);
            }
        };
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
