package io.guestfs.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.message.ErrorReply;
import io.guestfs.protocol.session.TransferException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DownloadTest {
    private static final byte[] SMALL = BytesSource.random(5);
    private static final byte[] LARGE = BytesSource.random(30_000_000);

    private final TestBed bed = new TestBed();
    private final BytesSink sink = new BytesSink();

    DownloadTest() throws IOException {}

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void filesOfEverySizeArrive() throws IOException {
        for (int size : new int[] {0, 1, 8191, 8192, 8193, 131_072, 3_000_001}) {
            byte[] content = BytesSource.random(size);
            bed.on(TestBed.DOWNLOAD, Answer.ok().sendFile(content));
            BytesSink each = new BytesSink();
            assertThat(bed.download(each)).isEqualTo(new Reply.Value<>(null));
            assertThat(each.content.toByteArray()).isEqualTo(content);
            assertThat(each.opened).isEqualTo(1);
            assertThat(each.closed).isEqualTo(1);
        }
        bed.stillInStep();
    }

    @Test
    void severalFilesComeInOrder() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendFile(SMALL).sendFile(new byte[3]));
        BytesSink second = new BytesSink();
        bed.session.call(
                TestBed.DOWNLOAD_CALL,
                new Request(ArgumentEncoder.none(), 0, List.of(), List.of(sink, second), Cancellation.never()));
        assertThat(sink.content.toByteArray()).isEqualTo(SMALL);
        assertThat(second.content.size()).isEqualTo(3);
        bed.stillInStep();
    }

    @Test
    void aSecondFileIsAskedAwayWhenTheFirstCouldNotBeClosed() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendFile(SMALL).sendForever());
        BytesSink second = new BytesSink();
        bed.transferFails(
                Kind.LOCAL_CLOSE,
                () -> bed.session.call(
                        TestBed.DOWNLOAD_CALL,
                        new Request(
                                ArgumentEncoder.none(),
                                0,
                                List.of(),
                                List.of(unclosable(), second),
                                Cancellation.never())));
        assertThat(second.opened).isZero();
        bed.stillInStep();
    }

    @Test
    void uploadAndDownloadInOneCallGoInThatOrder() throws IOException {
        bed.on(TestBed.DOWNLOAD, new Answer().takeFile().thenOk().sendFile(SMALL));
        bed.session.call(
                TestBed.DOWNLOAD_CALL,
                new Request(
                        ArgumentEncoder.none(),
                        0,
                        List.of(new BytesSource(LARGE)),
                        List.of(sink),
                        Cancellation.never()));
        assertThat(bed.seen().fileSize()).isEqualTo(LARGE.length);
        assertThat(sink.content.toByteArray()).isEqualTo(SMALL);
        bed.stillInStep();
    }

    @Test
    void aRefusalLeavesTheLocalFileAlone() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.error("ENOENT", "no such file"));
        assertThat(bed.download(sink)).isEqualTo(new Reply.DaemonError<>(new ErrorReply("ENOENT", "no such file")));
        assertThat(sink.opened).isZero();
        assertThat(sink.closed).isZero();
        bed.stillInStep();
    }

    @Test
    void aLocalFileThatCannotBeOpenedCancels() throws IOException {
        for (byte[] content : List.of(SMALL, LARGE)) {
            bed.on(TestBed.DOWNLOAD, Answer.ok().sendFile(content));
            TransferException failure = bed.transferFails(
                    Kind.LOCAL_OPEN,
                    () -> bed.download(new BytesSink() {
                        @Override
                        public void open() throws IOException {
                            throw new FileNotFoundException("no such directory");
                        }
                    }));
            assertThat(failure).hasMessageContaining("/host/sink").hasMessageContaining("no such directory");
            bed.stillInStep();
            assertThat(bed.daemon.calls().stream().anyMatch(call -> call.cancelFlag()))
                    .isTrue();
        }
    }

    @Test
    void aFullDiskCancelsAndIsNamed() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendForever());
        TransferException failure = bed.transferFails(
                Kind.LOCAL_WRITE,
                () -> bed.download(new BytesSink() {
                    @Override
                    public void write(ByteBuffer chunk) throws IOException {
                        super.write(chunk);
                        if (content.size() > 100_000) {
                            throw new IOException("No space left on device");
                        }
                    }

                    @Override
                    public void close() throws IOException {
                        throw new IOException("second");
                    }
                }));
        assertThat(failure.getCause()).hasMessage("No space left on device");
        assertThat(failure.getSuppressed()).hasSize(1);
        bed.stillInStep();
    }

    @Test
    void aCloseThatFailsIsNoCancel() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendFile(SMALL));
        bed.transferFails(Kind.LOCAL_CLOSE, () -> bed.download(unclosable()));
        bed.stillInStep();
        assertThat(bed.daemon.calls().get(0).cancelFlag()).isFalse();
    }

    @Test
    void cancellationIsSeenAfterAChunk() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendForever());
        TransferException failure = bed.transferFails(
                Kind.CANCELLED,
                () -> bed.download(new BytesSink() {
                    @Override
                    public void write(ByteBuffer chunk) throws IOException {
                        super.write(chunk);
                        bed.cancel.set(content.size() > 200_000);
                    }
                }));
        assertThat(failure).hasMessageContaining("/host/sink");
        bed.stillInStep();
    }

    @Test
    void cancellationCountsEvenWhenTheFileWasComplete() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendFile(SMALL));
        BytesSink last = new BytesSink() {
            @Override
            public void write(ByteBuffer chunk) throws IOException {
                super.write(chunk);
                bed.cancel.set(true);
            }
        };
        bed.transferFails(Kind.CANCELLED, () -> bed.download(last));
        assertThat(last.content.toByteArray()).isEqualTo(SMALL);
        assertThat(last.closed).isEqualTo(1);
        bed.stillInStep();
    }

    @Test
    void theDaemonMayGiveUp() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().chunk(SMALL).cancelChunk());
        TransferException failure = bed.transferFails(Kind.DAEMON_CANCELLED, () -> bed.download(sink));
        assertThat(failure).hasMessageContaining("daemon gave the transfer up");
        assertThat(sink.closed).isEqualTo(1);
        bed.stillInStep();
    }

    @Test
    void theDaemonsGivingUpIsOurCancellationWhenWeAskedForIt() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().cancelChunk());
        bed.cancel.set(true);
        bed.transferFails(Kind.CANCELLED, () -> bed.download(sink));
        bed.stillInStep();
    }

    @Test
    void whatASinkThrowsComesOutInStep() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendForever());
        assertThatThrownBy(() -> bed.download(new BytesSink() {
                    @Override
                    public void write(ByteBuffer chunk) {
                        throw new IllegalArgumentException("mine");
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mine");
        bed.stillInStep();
    }

    @Test
    void whatACancellationThrowsComesOutInStep() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendForever());
        Request request = new Request(ArgumentEncoder.none(), 0, List.of(), List.of(sink), () -> {
            throw new IllegalArgumentException("mine");
        });
        assertThatThrownBy(() -> bed.session.call(TestBed.DOWNLOAD_CALL, request))
                .hasMessage("mine");
        bed.stillInStep();
    }

    @Test
    void aSinkThatLeavesBytesIsFoundOut() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendForever());
        assertThatThrownBy(() -> bed.download(new BytesSink() {
                    @Override
                    public void write(ByteBuffer chunk) {
                        chunk.get();
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("8191 bytes");
        bed.stillInStep();
    }

    @Test
    void aSinkGetsDirectBuffersThatItCannotSpoil() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().sendFile(LARGE));
        bed.download(new BytesSink() {
            @Override
            public void write(ByteBuffer chunk) {
                assertThat(chunk.isDirect() && chunk.isReadOnly()).isTrue();
                assertThat(chunk.remaining()).isBetween(1, 8192);
                chunk.position(chunk.limit());
            }
        });
        bed.stillInStep();
    }

    @Test
    void flagsInPlaceOfAChunkPoison() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().chunk(SMALL).cancelFlag());
        bed.poisonedBy(ProtocolException.class, "cancel flag", () -> bed.download(sink));
        assertThat(sink.closed).isEqualTo(1);
        try (TestBed other = new TestBed()) {
            other.on(TestBed.DOWNLOAD, Answer.ok().launchFlag());
            other.poisonedBy(ProtocolException.class, "launch flag", () -> other.download(new BytesSink()));
        }
    }

    @Test
    void chunksThatAreNonePoison() throws IOException {
        spoiledBy(new Answer().word(0x47524D42));
        spoiledBy(new Answer().message(new byte[4]));
        spoiledBy(new Answer()
                .message(new WireBytes().u32(0).opaque(new byte[8193]).toByteArray()));
        spoiledBy(new Answer().message(new WireBytes().u32(0).u32(0).u32(0).toByteArray()));
        spoiledBy(new Answer().message(new WireBytes().u32(7).u32(0).toByteArray()));
        spoiledBy(new Answer().message(new WireBytes().u32(0).u32(0xFFFF_FFFFL).toByteArray()));
        spoiledBy(new Answer().message(new WireBytes().u32(0).u32(1).u32(1).toByteArray()));
    }

    @Test
    void garbageWhileTheRestIsThrownAwayPoisonsAndKeepsOurFailure() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().chunk(SMALL).awaitCancelFlag().word(0x7FFF_FFFF));
        bed.cancel.set(true);
        assertThatThrownBy(() -> bed.download(sink))
                .isInstanceOf(ProtocolException.class)
                .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(TransferException.class));
        assertThat(bed.session.poisoned()).isTrue();
    }

    @Test
    void theEndOfTheLinkInTheMiddleOfADownloadPoisons() throws IOException {
        bed.on(TestBed.DOWNLOAD, Answer.ok().chunk(SMALL).close());
        bed.poisonedBy(LinkClosedException.class, "a chunk of the file was awaited", () -> bed.download(sink));
        assertThat(sink.content.size()).isEqualTo(5);
        assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void closingTheLinkEndsADownloadThatStandsStill() throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        bed.on(TestBed.DOWNLOAD, Answer.ok().chunk(SMALL).signal(standing).stall());
        Thread closer = new Thread(() -> {
            UploadTest.awaitUninterruptibly(standing);
            bed.daemon.link().close();
        });
        closer.start();
        assertThatThrownBy(() -> bed.download(sink)).isInstanceOf(LinkClosedException.class);
        closer.join();
        assertThat(bed.session.poisoned()).isTrue();
    }

    private static void spoiledBy(Answer chunk) throws IOException {
        try (TestBed other = new TestBed()) {
            other.daemon.rules().on(TestBed.DOWNLOAD, call -> Answer.ok().and(chunk));
            other.poisonedBy(ProtocolException.class, "", () -> other.download(new BytesSink()));
        }
    }

    private static BytesSink unclosable() {
        return new BytesSink() {
            @Override
            public void close() throws IOException {
                throw new IOException("quota exceeded");
            }
        };
    }
}
