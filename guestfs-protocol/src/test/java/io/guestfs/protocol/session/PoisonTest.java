package io.guestfs.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.Answer.Field;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class PoisonTest {
    /** Replies that no daemon may send: name, what the exception must say, reply. */
    static Stream<Arguments> disasters() {
        return Stream.of(
                arguments("length just too large", "4194305 bytes", new Answer().word(4_194_305)),
                arguments("length absurd", "4294967295 bytes", new Answer().word(0xFFFF_FFFFL)),
                arguments("launch flag", "launch flag", new Answer().launchFlag()),
                arguments("empty message", "shorter than its header", new Answer().message()),
                arguments("short header", "shorter than its header", new Answer().message(new byte[36])),
                arguments("wrong program", "program 1 ", goodList().with(Field.PROGRAM, 1)),
                arguments("wrong version", "version 5 ", goodList().with(Field.VERSION, 5)),
                arguments("wrong direction", "direction 0 ", goodList().with(Field.DIRECTION, 0)),
                arguments("wrong procedure", "procedure number 12 ", goodList().with(Field.PROCEDURE, 12)),
                arguments("wrong serial", "serial number 9 ", goodList().with(Field.SERIAL, 9)),
                arguments("wrong status", "status 7", goodList().with(Field.STATUS, 7)),
                arguments("no value", "32-bit integer", Answer.ok()),
                arguments("count absurd", "1073741823 items", Answer.ok(new WireBytes().u32(0x3FFF_FFFF))),
                arguments("count more absurd", "4294967295 items", Answer.ok(new WireBytes().u32(0xFFFF_FFFFL))),
                arguments(
                        "string beyond message",
                        "100 bytes",
                        Answer.ok(new WireBytes().u32(1).u32(100).u32(0))),
                arguments(
                        "string absurd",
                        "4294967295 bytes",
                        Answer.ok(new WireBytes().u32(1).u32(0xFFFF_FFFFL))),
                arguments(
                        "bytes left over",
                        "4 bytes follow",
                        Answer.ok(new WireBytes().strings("a").u32(0))),
                arguments(
                        "dirty padding",
                        "padding",
                        Answer.ok(new WireBytes().u32(1).u32(1).u32(0x6100_0001))),
                arguments(
                        "error without text",
                        "32-bit integer",
                        Answer.ok(new WireBytes().string("EIO")).with(Field.STATUS, 1)),
                arguments("error text too long", "above its limit", Answer.error("", "x".repeat(65_537))),
                arguments("error name too long", "above its limit", Answer.error("E".repeat(33), "")));
    }

    private static Answer goodList() {
        return Answer.ok(new WireBytes().strings("a"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("disasters")
    void aReplyThatCannotBe(String name, String text, Answer answer) throws IOException {
        try (TestBed bed = new TestBed()) {
            bed.on(TestBed.LIST, answer);
            bed.poisonedBy(ProtocolException.class, text, bed::list);
            assertThat(bed.daemon.failure()).as(name).isNull();
        }
    }

    @Test
    void aSecondReplyIsNoticedByTheNextCall() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        try (TestBed bed = new TestBed()) {
            bed.on(
                    TestBed.LIST,
                    Answer.ok(new WireBytes().strings())
                            .thenOk(new WireBytes().strings())
                            .signal(sent));
            bed.list();
            UploadTest.awaitUninterruptibly(sent);
            bed.poisonedBy(ProtocolException.class, "a message of 44 bytes", bed::ping);
            assertThat(bed.daemon.calls()).hasSize(1);
        }
    }

    @Test
    void aDecoderThatFailsOtherwisePoisonsToo() throws IOException {
        try (TestBed bed = new TestBed()) {
            CallDescriptor<String> broken = new CallDescriptor<>("ls0", TestBed.LIST, in -> {
                throw new IllegalArgumentException("no such constant");
            });
            bed.on(TestBed.LIST, Answer.ok());
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> bed.session.call(broken, Request.plain(ArgumentEncoder.none())));
            assertThat(bed.session.poisoned()).isTrue();
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(bed::ping)
                    .withMessageContaining("earlier");
        }
    }

    @Test
    void theEndOfTheLinkInACall() throws IOException {
        try (TestBed bed = new TestBed()) {
            bed.on(TestBed.LIST, new Answer().close());
            bed.poisonedBy(LinkClosedException.class, "a reply was awaited", bed::list);
        }
    }

    @Test
    void theEndOfTheLinkInTheMiddleOfAReply() throws IOException {
        try (TestBed bed = new TestBed()) {
            bed.on(TestBed.LIST, new Answer().word(1000).raw(new byte[500]).close());
            bed.poisonedBy(LinkClosedException.class, "a reply was awaited", bed::list);
        }
        try (TestBed bed = new TestBed()) {
            bed.on(TestBed.LIST, new Answer().word(4_000_000).raw(new byte[500]).close());
            bed.poisonedBy(LinkClosedException.class, "a reply was awaited", bed::list);
        }
    }

    @Test
    void theEndOfTheLinkBetweenTwoCalls() throws Exception {
        try (TestBed bed = new TestBed()) {
            bed.on(TestBed.LIST, Answer.ok(new WireBytes().strings()).close());
            bed.list();
            assertThat(bed.daemon.awaitEnd(30)).isTrue();
            bed.poisonedBy(LinkClosedException.class, "data were about to be sent", bed::ping);
        }
    }

    @Test
    void somethingElseThanTheLaunchFlagAtLaunch() throws IOException {
        for (byte[] greeting : new byte[][] {
            new WireBytes().u32(0xFFFF_EEEEL).toByteArray(),
            new WireBytes().u32(0xFFFF_5555L).raw(new byte[24]).toByteArray(),
            new WireBytes().u32(0x0000_0004).u32(0).toByteArray(),
            new WireBytes().u32(0x4F6F_7073).toByteArray(),
        }) {
            try (FakeDaemon daemon = FakeDaemon.script().greet(greeting).linked()) {
                DaemonSession session = new DaemonSession(daemon.link(), SessionListener.none());
                assertThatExceptionOfType(ProtocolException.class)
                        .isThrownBy(session::awaitLaunch)
                        .withMessageContaining("expected was the launch flag");
                assertThat(session.poisoned()).isTrue();
            }
        }
    }

    @Test
    void theEndOfTheLinkAtLaunch() throws Exception {
        try (FakeDaemon daemon =
                FakeDaemon.script().greet((byte) 0xF5, (byte) 0xF5).linked()) {
            DaemonSession session = new DaemonSession(daemon.link(), SessionListener.none());
            Thread closer = new Thread(daemon.link()::close);
            closer.start();
            assertThatExceptionOfType(LinkClosedException.class).isThrownBy(session::awaitLaunch);
            closer.join();
            assertThat(session.poisoned()).isTrue();
        }
    }
}
