package io.guestfs.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.protocol.message.ProgressMessage;
import io.guestfs.protocol.message.ProtocolNumbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A session with a fake daemon, and the calls that the tests make. */
final class TestBed implements AutoCloseable {
    /** Only there to end a hang. */
    static final long PATIENCE = 60_000;

    static final int PING = 92;
    static final int UPLOAD = 66;
    static final int DOWNLOAD = 67;
    static final int LIST = 11;

    static final CallDescriptor<Void> PING_CALL = new CallDescriptor<>("ping_daemon", PING, ReplyDecoder.nothing());
    static final CallDescriptor<Void> UPLOAD_CALL = new CallDescriptor<>("upload", UPLOAD, ReplyDecoder.nothing());
    static final CallDescriptor<Void> DOWNLOAD_CALL =
            new CallDescriptor<>("download", DOWNLOAD, ReplyDecoder.nothing());
    static final CallDescriptor<List<String>> LIST_CALL = new CallDescriptor<>("ls0", LIST, in -> in.getStringList());

    final List<ProgressMessage> progress = new ArrayList<>();
    final AtomicBoolean cancel = new AtomicBoolean();
    final FakeDaemon daemon;
    final DaemonSession session;

    /** A session that is not left before the daemon, which answers, has come into step. */
    TestBed() throws IOException {
        this.daemon = daemon();
        this.session = session(daemon, progress::add, new DaemonSession.Limits(PATIENCE, PATIENCE));
    }

    TestBed(SessionListener listener) throws IOException {
        this.daemon = daemon();
        this.session = session(daemon, listener, new DaemonSession.Limits(PATIENCE, PATIENCE));
    }

    /** A session for a daemon that stands still. */
    TestBed(DaemonSession.Limits limits) throws IOException {
        this.daemon = daemon();
        this.session = session(daemon, progress::add, limits);
    }

    private static DaemonSession session(FakeDaemon daemon, SessionListener listener, DaemonSession.Limits limits) {
        return new DaemonSession(daemon.link(), listener, ProtocolNumbers.FIRST_SERIAL, limits);
    }

    private static FakeDaemon daemon() throws IOException {
        return FakeDaemon.script().on(PING, call -> Answer.ok()).linked();
    }

    TestBed on(int procedure, Answer answer) {
        daemon.rules().on(procedure, call -> answer);
        return this;
    }

    Reply<Void> ping() throws IOException {
        return session.call(PING_CALL, Request.plain(ArgumentEncoder.none()));
    }

    Reply<List<String>> list() throws IOException {
        return session.call(LIST_CALL, Request.plain(out -> out.putString("/")));
    }

    Reply<Void> upload(ChunkSource source) throws IOException {
        return session.call(
                UPLOAD_CALL, new Request(out -> out.putString("/up"), 0, List.of(source), List.of(), cancel::get));
    }

    Reply<Void> download(ChunkSink sink) throws IOException {
        return session.call(
                DOWNLOAD_CALL, new Request(out -> out.putString("/down"), 0, List.of(), List.of(sink), cancel::get));
    }

    CallSeen seen() {
        return daemon.lastCall();
    }

    /** Asserts that the conversation is in step. */
    void stillInStep() throws IOException {
        assertThat(session.poisoned()).isFalse();
        assertThat(ping()).isEqualTo(new Reply.Value<>(null));
        assertThat(daemon.failure()).isNull();
    }

    /** Asserts that something poisons the session and that a later call fails without being sent. */
    void poisonedBy(Class<? extends IOException> type, String text, ThrowingCallable call) {
        assertThatExceptionOfType(type).isThrownBy(call).withMessageContaining(text);
        assertThat(session.poisoned()).isTrue();
        int before = daemon.calls().size();
        assertThatExceptionOfType(type).isThrownBy(this::ping).withMessageContaining("earlier");
        assertThat(daemon.calls()).hasSize(before);
    }

    TransferException transferFails(TransferException.Kind kind, ThrowingCallable call) {
        TransferException failure = catchThrowableOfType(TransferException.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        return failure;
    }

    @Override
    public void close() {
        daemon.close();
    }
}
