package io.guestfs.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.WireBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A daemon that neither takes nor gives: cancelling ends the call all the same, and the next one puts things in order. */
@Timeout(60)
class StalledPeerTest {
    private static final byte[] SOME = {1, 2, 3, 4};
    private static final long LAST_WAIT = 1000;
    private static final long SILENCE = 300;

    /** Where the daemon stands still, and where it goes on when the test says so. */
    private final CountDownLatch stalled = new CountDownLatch(1);

    private final CountDownLatch goOn = new CountDownLatch(1);

    private static TestBed stalling() throws IOException {
        return new TestBed(new DaemonSession.Limits(LAST_WAIT, TestBed.PATIENCE));
    }

    private Answer stall(Answer before) {
        return before.signal(stalled).await(goOn);
    }

    /** Cancels as soon as the daemon stands still. */
    private void cancelWhenStalled(TestBed bed) {
        Thread canceller = new Thread(
                () -> {
                    UploadTest.awaitUninterruptibly(stalled);
                    bed.cancel.set(true);
                },
                "canceller");
        canceller.setDaemon(true);
        canceller.start();
    }

    private static BytesSource endless() {
        return new BytesSource(new byte[0]) {
            @Override
            public int read(ByteBuffer into) {
                int size = into.remaining();
                into.put(new byte[size]);
                return size;
            }
        };
    }

    private void endsAndIsBroughtIntoStepLater(Answer answer, boolean upload) throws IOException {
        try (TestBed bed = stalling()) {
            bed.on(TestBed.DOWNLOAD, answer).on(TestBed.UPLOAD, answer);
            cancelWhenStalled(bed);
            bed.transferFails(TransferException.Kind.CANCELLED, () -> {
                if (upload) {
                    bed.upload(endless());
                } else {
                    bed.download(new BytesSink());
                }
            });
            assertThat(bed.session.poisoned()).isFalse();
            goOn.countDown();
            bed.stillInStep();
            bed.stillInStep();
        }
    }

    @Test
    void aDownloadBetweenTwoChunks() throws IOException {
        endsAndIsBroughtIntoStepLater(stall(Answer.ok().chunk(SOME)).sendForever(), false);
    }

    @Test
    void aDownloadBeforeTheReply() throws IOException {
        endsAndIsBroughtIntoStepLater(stall(new Answer()).thenOk().sendForever(), false);
    }

    @Test
    void aDownloadThatIsRefusedInTheEnd() throws IOException {
        endsAndIsBroughtIntoStepLater(stall(new Answer()).thenError("ENOENT", "no such file"), false);
    }

    @Test
    void aDownloadInTheMiddleOfAChunk() throws IOException {
        byte[] chunk = new WireBytes().u32(16).u32(0).u32(5).toByteArray();
        Answer answer = stall(Answer.ok().raw(chunk))
                .raw(new byte[] {1, 2, 3, 4, 5, 0, 0, 0})
                .sendForever();
        endsAndIsBroughtIntoStepLater(answer, false);
    }

    @Test
    void aDownloadInTheMiddleOfALengthWord() throws IOException {
        byte[] chunk = new WireBytes().u32(12).u32(0).u32(4).raw(SOME).toByteArray();
        Answer answer = stall(Answer.ok().raw(Arrays.copyOf(chunk, 3)))
                .raw(Arrays.copyOfRange(chunk, 3, chunk.length))
                .sendForever();
        endsAndIsBroughtIntoStepLater(answer, false);
    }

    @Test
    void aDownloadOfWhichALargeReplyIsInTheWay() throws IOException {
        byte[] large = new byte[300_000];
        Answer answer =
                stall(new Answer().word(large.length).raw(new byte[150_000])).raw(new byte[150_000]);
        try (TestBed bed = stalling()) {
            bed.on(TestBed.DOWNLOAD, answer);
            cancelWhenStalled(bed);
            bed.transferFails(TransferException.Kind.CANCELLED, () -> bed.download(new BytesSink()));
            goOn.countDown();
            // The reply is nonsense, and that is found out although nobody waits for it any more.
            bed.poisonedBy(ProtocolException.class, "program 0", bed::ping);
        }
    }

    @Test
    void anUploadThatIsNotTaken() throws IOException {
        Answer answer = stall(new Answer()).takeFile().thenOk();
        endsAndIsBroughtIntoStepLater(answer, true);
    }

    @Test
    void anUploadWhoseReplyDoesNotCome() throws IOException {
        try (TestBed bed = stalling()) {
            bed.on(TestBed.UPLOAD, stall(new Answer().takeFile()).thenOk());
            cancelWhenStalled(bed);
            bed.transferFails(
                    TransferException.Kind.CANCELLED, () -> bed.upload(new BytesSource(BytesSource.random(100_000))));
            goOn.countDown();
            bed.stillInStep();
            assertThat(bed.daemon.calls().get(0).fileEnd()).isEqualTo(CallSeen.FileEnd.COMPLETE);
        }
    }

    @Test
    void aDaemonThatStaysSilentIsGivenUpByTheNextCall() throws IOException {
        try (TestBed bed = new TestBed(new DaemonSession.Limits(LAST_WAIT, SILENCE))) {
            bed.on(TestBed.DOWNLOAD, stall(Answer.ok().chunk(SOME)));
            cancelWhenStalled(bed);
            bed.transferFails(TransferException.Kind.CANCELLED, () -> bed.download(new BytesSink()));
            assertThatExceptionOfType(LinkClosedException.class)
                    .isThrownBy(bed::ping)
                    .withMessageContaining("no sign of life");
            assertThat(bed.session.poisoned()).isTrue();
        }
    }

    @Test
    void aTransferThatWaitsForAnEarlierOneCanBeCancelledToo() throws IOException {
        try (TestBed bed = stalling()) {
            bed.on(TestBed.DOWNLOAD, stall(Answer.ok().chunk(SOME)).sendForever());
            cancelWhenStalled(bed);
            bed.transferFails(TransferException.Kind.CANCELLED, () -> bed.download(new BytesSink()));
            bed.transferFails(TransferException.Kind.CANCELLED, () -> bed.upload(endless()));
            assertThat(bed.daemon.calls()).as("the second was never sent").hasSize(1);
            bed.cancel.set(false);
            goOn.countDown();
            bed.stillInStep();
        }
    }

    @Test
    void theDeathOfTheDaemonIsNoticedWhenItIsItsTurn() throws IOException {
        try (TestBed bed = stalling()) {
            bed.on(TestBed.DOWNLOAD, stall(Answer.ok().chunk(SOME)).close());
            cancelWhenStalled(bed);
            bed.transferFails(TransferException.Kind.CANCELLED, () -> bed.download(new BytesSink()));
            goOn.countDown();
            bed.poisonedBy(LinkClosedException.class, "a chunk of the file was awaited", bed::ping);
        }
    }
}
