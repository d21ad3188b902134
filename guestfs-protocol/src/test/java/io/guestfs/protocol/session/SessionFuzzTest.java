package io.guestfs.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.frame.BadFrameException;
import io.guestfs.protocol.frame.DaemonLink;
import io.guestfs.protocol.frame.FrameChannel;
import io.guestfs.protocol.frame.MemoryLink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The conversation against bytes that no daemon would send: exceptions of the documented kinds, and nothing else. */
class SessionFuzzTest {

    private static final int MOST_CALLS = 4;

    private static DaemonLink link(byte[] stream) {
        return new MemoryLink(new WireBytes().raw(stream), Math.max(1, stream.length));
    }

    /** Frames off a stream. */
    @FuzzTest(maxDuration = "2m")
    void frames(byte[] stream) throws IOException {
        FrameChannel frames = new FrameChannel(link(stream));
        try {
            while (true) {
                assertThat(frames.readFrame().describe()).isNotEmpty();
            }
        } catch (BadFrameException | EOFException e) {
            // How every stream ends.
            return;
        }
    }

    /** The first frame must be the launch flag. */
    @FuzzTest(maxDuration = "2m")
    void launch(byte[] stream) throws IOException {
        DaemonSession session = new DaemonSession(link(stream), SessionListener.none());
        try {
            session.awaitLaunch();
            assertThat(session.poisoned()).isFalse();
        } catch (ProtocolException | LinkClosedException e) {
            assertThat(session.poisoned()).isTrue();
        }
    }

    /** Some calls of all shapes, one after the other. */
    @FuzzTest(maxDuration = "2m")
    void calls(FuzzedDataProvider data) throws IOException {
        int[] shapes = {data.consumeInt(0, 3), data.consumeInt(0, 3), data.consumeInt(0, 3), data.consumeInt(0, 3)};
        DaemonSession session = new DaemonSession(link(data.consumeRemainingAsBytes()), SessionListener.none());
        for (int i = 0; i < MOST_CALLS && call(session, shapes[i]); i++) {
            assertThat(session.poisoned()).isFalse();
        }
    }

    private static boolean call(DaemonSession session, int shape) throws IOException {
        try {
            switch (shape) {
                case 0 -> session.call(TestBed.PING_CALL, Request.plain(ArgumentEncoder.none()));
                case 1 -> session.call(TestBed.LIST_CALL, Request.plain(out -> out.putString("/")));
                case 2 -> upload(session);
                default -> download(session);
            }
            return true;
        } catch (TransferException e) {
            return true;
        } catch (ProtocolException | LinkClosedException e) {
            assertThat(session.poisoned()).isTrue();
            return false;
        }
    }

    private static void upload(DaemonSession session) throws IOException {
        ChunkSource source = new BytesSource(new byte[20_000]);
        session.call(
                TestBed.UPLOAD_CALL,
                new Request(out -> out.putString("/up"), 0, List.of(source), List.of(), Cancellation.never()));
    }

    private static void download(DaemonSession session) throws IOException {
        ChunkSink sink = new ChunkSink() {
            @Override
            public void open() {}

            @Override
            public void write(ByteBuffer chunk) {
                chunk.position(chunk.limit());
            }

            @Override
            public void close() {}

            @Override
            public String describe() {
                return "nothing";
            }
        };
        session.call(
                TestBed.DOWNLOAD_CALL,
                new Request(out -> out.putString("/down"), 0, List.of(), List.of(sink), Cancellation.never()));
    }
}
