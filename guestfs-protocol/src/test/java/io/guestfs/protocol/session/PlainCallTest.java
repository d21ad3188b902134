package io.guestfs.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.SocketLink;
import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.message.ErrorReply;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.xdr.WireTextException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PlainCallTest {
    private final TestBed bed = new TestBed();

    PlainCallTest() throws IOException {}

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void aRequestHasTheBytesOfTheOriginal() throws IOException {
        for (int i = 0; i < 4; i++) {
            bed.ping();
        }
        assertThat(bed.seen().message())
                .isEqualTo(new WireBytes()
                        .u32(0x2000F5F5)
                        .u32(4)
                        .u32(0x5C)
                        .u32(0)
                        .u32(0x00123403)
                        .u64(0)
                        .u64(0)
                        .u32(0)
                        .toByteArray());
    }

    @Test
    void argumentsAndBitmaskGoOutAndTheValueComesBack() throws IOException {
        bed.on(TestBed.LIST, Answer.ok(new WireBytes().strings("bin", "etc")));
        Request request = new Request(
                out -> {
                    out.putString("/é");
                    out.putInt(-5);
                },
                0b101,
                List.of(),
                List.of(),
                Cancellation.never());
        assertThat(bed.session.call(TestBed.LIST_CALL, request)).isEqualTo(new Reply.Value<>(List.of("bin", "etc")));
        CallSeen seen = bed.seen();
        assertThat(seen.procedure()).isEqualTo(TestBed.LIST);
        assertThat(seen.optargsBitmask()).isEqualTo(0b101);
        assertThat(seen.argumentBytes())
                .isEqualTo(new WireBytes().string("/é").u32(-5).toByteArray());
    }

    @Test
    void aRefusalIsAnAnswerNotAnException() throws IOException {
        bed.on(TestBed.LIST, Answer.error("ENOENT", "ls0: /x: No such file or directory"));
        assertThat(bed.list())
                .isEqualTo(new Reply.DaemonError<>(new ErrorReply("ENOENT", "ls0: /x: No such file or directory")));
        bed.stillInStep();
    }

    @Test
    void errorTextsOfEveryLengthArrive() throws IOException {
        for (int length : new int[] {0, 1, 2, 3, 4, 4095, 16384, ProtocolNumbers.ERROR_TEXT_LIMIT}) {
            bed.on(TestBed.LIST, Answer.error("", "x".repeat(length)));
            assertThat(bed.list()).isEqualTo(new Reply.DaemonError<>(new ErrorReply("", "x".repeat(length))));
        }
        bed.stillInStep();
    }

    @Test
    void aMillionEmptyStringsAreALegalReply() throws IOException {
        int count = 1_000_000;
        bed.on(TestBed.LIST, Answer.ok(new WireBytes().u32(count).raw(new byte[4 * count])));
        assertThat(bed.list())
                .satisfies(reply -> assertThat(((Reply.Value<List<String>>) reply).value())
                        .hasSize(count)
                        .containsOnly(""));
        bed.stillInStep();
    }

    @Test
    void theLargestReplyIsTaken() throws IOException {
        int text = ProtocolNumbers.MESSAGE_LIMIT - ProtocolNumbers.HEADER_SIZE - 8;
        bed.on(TestBed.LIST, Answer.ok(new WireBytes().strings("y".repeat(text))));
        assertThat(bed.list()).isEqualTo(new Reply.Value<>(List.of("y".repeat(text))));
        bed.stillInStep();
    }

    @Test
    void theLargestRequestIsSent() throws IOException {
        bed.on(TestBed.LIST, Answer.ok(new WireBytes().strings()));
        byte[] most = new byte[4_194_252];
        bed.session.call(TestBed.LIST_CALL, Request.plain(out -> {
            out.putString("/x");
            out.putOpaque(most);
        }));
        assertThat(bed.seen().message()).hasSize(ProtocolNumbers.MESSAGE_LIMIT);
    }

    @Test
    void aRequestThatIsTooLargeIsNotSent() throws IOException {
        byte[] tooMuch = new byte[4_194_253];
        Request request = Request.plain(out -> {
            out.putString("/x");
            out.putOpaque(tooMuch);
            out.putString("what follows counts too");
        });
        assertThatExceptionOfType(RequestTooLargeException.class)
                .isThrownBy(() -> bed.session.call(TestBed.LIST_CALL, request))
                .withMessageContaining("ls0")
                .withMessageContaining("4194336")
                .withMessageContaining("4194304")
                .satisfies(e -> assertThat(e.size()).isEqualTo(4_194_336))
                .satisfies(e -> assertThat(e.limit()).isEqualTo(4_194_304));
        bed.stillInStep();
        assertThat(bed.daemon.calls()).hasSize(1);
        assertThat(bed.seen().serial())
                .as("the number of the unsent request is used up")
                .isEqualTo(0x00123401);
    }

    @Test
    void textThatCannotBeSentIsRefusedBeforeAnythingIsWritten() throws IOException {
        assertThatExceptionOfType(WireTextException.class)
                .isThrownBy(() -> bed.session.call(TestBed.LIST_CALL, Request.plain(out -> out.putString("/tmp\0/x"))));
        bed.stillInStep();
        assertThat(bed.daemon.calls()).hasSize(1);
    }

    @Test
    void aLateCancelFlagIsDropped() throws IOException {
        bed.on(TestBed.LIST, Answer.ok(new WireBytes().strings()).cancelFlag().cancelFlag());
        bed.list();
        bed.list();
        bed.stillInStep();
    }

    @Test
    void cancellationDoesNotTouchAPlainCall() throws IOException {
        bed.cancel.set(true);
        bed.stillInStep();
    }

    @Test
    void theDaemonIsAwaitedAsQemuConnectsIt(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("guestfsd.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (FakeDaemon daemon = FakeDaemon.script()
                            .on(TestBed.PING, call -> Answer.ok())
                            .launchFlag()
                            .connect(socket);
                    SocketLink link = new SocketLink(server.accept())) {
                DaemonSession session = new DaemonSession(link, SessionListener.none());
                session.awaitLaunch();
                assertThat(session.call(TestBed.PING_CALL, Request.plain(ArgumentEncoder.none())))
                        .isInstanceOf(Reply.Value.class);
                assertThat(daemon.failure()).isNull();
            }
        }
    }

    @Test
    void aCallInsideACallIsRefused() throws IOException {
        DaemonSession[] holder = new DaemonSession[1];
        try (TestBed inner = new TestBed(message -> {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> holder[0].call(TestBed.PING_CALL, Request.plain(ArgumentEncoder.none())))
                    .withMessageContaining("running");
        })) {
            holder[0] = inner.session;
            inner.on(TestBed.LIST, new Answer().progress(1, 2).thenOk(new WireBytes().strings("a")));
            assertThat(inner.list()).isEqualTo(new Reply.Value<>(List.of("a")));
            inner.stillInStep();
        }
    }
}
