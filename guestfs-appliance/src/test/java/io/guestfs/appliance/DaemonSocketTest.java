package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jnr.unixsocket.UnixSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonSocketTest {
    private static final int BIG = 8 << 20;

    private UnixSocketChannel peer;
    private DaemonSocket socket;

    @BeforeEach
    void connect() throws IOException {
        UnixSocketChannel[] pair = UnixSocketChannel.pair();
        peer = pair[0];
        socket = DaemonSocket.over(pair[1]);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
    }

    private interface Operation {
        int run() throws IOException;
    }

    private static CompletableFuture<Integer> inAnotherThread(Operation operation, AtomicThread thread) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Thread started = new Thread(() -> {
            try {
                result.complete(operation.run());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        started.setDaemon(true);
        thread.thread = started;
        started.start();
        return result;
    }

    private static final class AtomicThread {
        volatile Thread thread = Thread.currentThread();

        void awaitInSelector() {
            await().until(() -> java.util.Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("select")));
        }
    }

    private void peerWrites(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                peer.write(bytes);
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void bytesGoBothWaysThroughHeapAndDirectBuffersAtAnyPosition() throws IOException {
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10)}) {
            peerWrites(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            buffer.position(4);
            assertThat(socket.read(buffer)).isEqualTo(3);
            assertThat(buffer.position()).isEqualTo(7);
            buffer.flip().position(4);
            assertThat(buffer.get(5)).isEqualTo((byte) 2);
            socket.write(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
            ByteBuffer back = ByteBuffer.allocate(3);
            peer.read(back);
            assertThat(back.array()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void readableTellsWhetherAReadWouldWait() throws IOException {
        assertThat(socket.readable()).isFalse();
        peerWrites(ByteBuffer.wrap(new byte[] {1}));
        assertThat(socket.readable()).isTrue();
        assertThat(socket.read(ByteBuffer.allocateDirect(8))).isEqualTo(1);
        assertThat(socket.readable()).isFalse();
        peer.close();
        assertThat(socket.readable()).isTrue();
        assertThat(socket.read(ByteBuffer.allocateDirect(8))).isEqualTo(-1);
    }

    @Test
    void abortEndsAWaitingReadWithItsReason() {
        AtomicThread thread = new AtomicThread();
        CompletableFuture<Integer> read = inAnotherThread(() -> socket.read(ByteBuffer.allocateDirect(1)), thread);
        thread.awaitInSelector();
        socket.abort("the user has had enough");
        assertThat(read)
                .failsWithin(java.time.Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("the user has had enough");
    }

    @Test
    void abortEndsAWaitingWriteAndTheFirstReasonStays() {
        AtomicThread thread = new AtomicThread();
        CompletableFuture<Integer> write = inAnotherThread(
                () -> {
                    socket.write(ByteBuffer.allocateDirect(BIG));
                    return 0;
                },
                thread);
        thread.awaitInSelector();
        socket.abort("first");
        socket.abort("second");
        assertThat(write)
                .failsWithin(java.time.Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("first");
        assertThatThrownBy(() -> socket.readable()).hasMessage("first");
    }

    @Test
    void aWriteGoesOnWhenTheOtherSideReadsAgain() throws Exception {
        AtomicThread thread = new AtomicThread();
        CompletableFuture<Integer> write = inAnotherThread(
                () -> {
                    socket.write(ByteBuffer.allocateDirect(BIG));
                    return BIG;
                },
                thread);
        thread.awaitInSelector();
        long got = 0;
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (got < BIG) {
            got += peer.read(buffer.clear());
        }
        assertThat(write.get(30, TimeUnit.SECONDS)).isEqualTo(BIG);
    }

    @Test
    void anInterruptIsKeptAndDoesNoHarm() throws Exception {
        AtomicThread thread = new AtomicThread();
        AtomicInteger hooks = new AtomicInteger();
        socket.onInterrupt(hooks::incrementAndGet);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        CompletableFuture<Integer> read = inAnotherThread(
                () -> {
                    int count = socket.read(ByteBuffer.allocateDirect(8));
                    flag.complete(Thread.currentThread().isInterrupted());
                    return count;
                },
                thread);
        thread.awaitInSelector();
        thread.thread.interrupt();
        await().until(() -> hooks.get() == 1);
        assertThat(read).isNotDone();
        peerWrites(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(socket.readable()).isFalse();
    }

    @Test
    void aFloodOfNudgesBlocksNobodyAndRunsTheHookOnTheWaitingThread() throws Exception {
        AtomicThread thread = new AtomicThread();
        AtomicInteger hooks = new AtomicInteger();
        socket.onNudge(() -> {
            assertThat(Thread.currentThread()).isSameAs(thread.thread);
            hooks.incrementAndGet();
        });
        for (int i = 0; i < 200_000; i++) {
            socket.nudge();
        }
        assertThat(socket.readable()).isFalse();
        CompletableFuture<Integer> read = inAnotherThread(() -> socket.read(ByteBuffer.allocateDirect(8)), thread);
        await().until(() -> hooks.get() == 1);
        thread.awaitInSelector();
        socket.nudge();
        await().until(() -> hooks.get() == 2);
        peerWrites(ByteBuffer.wrap(new byte[] {1}));
        assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void aHookMayCloseTheSocket() {
        AtomicThread thread = new AtomicThread();
        socket.onNudge(socket::close);
        CompletableFuture<Integer> read = inAnotherThread(() -> socket.read(ByteBuffer.allocateDirect(8)), thread);
        thread.awaitInSelector();
        socket.nudge();
        assertThat(read)
                .failsWithin(java.time.Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("closed");
    }

    @Test
    void whatALostPeerWroteIsStillRead() throws Exception {
        peerWrites(ByteBuffer.wrap(new byte[] {1, 2}));
        socket.peerLost("qemu was killed by signal 9");
        assertThat(socket.read(ByteBuffer.allocateDirect(8))).isEqualTo(2);
        assertThatThrownBy(() -> socket.read(ByteBuffer.allocateDirect(8)))
                .isInstanceOf(IOException.class)
                .hasMessage("qemu was killed by signal 9");
        assertThatThrownBy(() -> socket.write(ByteBuffer.allocateDirect(8))).hasMessage("qemu was killed by signal 9");
    }

    @Test
    void closeEndsAWaitingReadAndMayBeRepeated() {
        AtomicThread thread = new AtomicThread();
        CompletableFuture<Integer> read = inAnotherThread(() -> socket.read(ByteBuffer.allocateDirect(1)), thread);
        thread.awaitInSelector();
        socket.close();
        socket.close();
        socket.abort("too late");
        assertThat(read)
                .failsWithin(java.time.Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("closed");
    }

    @Test
    void everyByteOfALongStreamArrivesInOrder() throws Exception {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            ByteBuffer out = ByteBuffer.allocateDirect(BIG);
            while (out.hasRemaining()) {
                out.put((byte) (out.position() % 251));
            }
            peerWrites(out.flip());
        });
        ByteBuffer in = ByteBuffer.allocateDirect(1 << 20);
        long position = 0;
        while (position < BIG) {
            assertThat(socket.read(in.clear())).isPositive();
            in.flip();
            while (in.hasRemaining()) {
                if (in.get() != (byte) (position % 251)) {
                    throw new AssertionError("wrong byte at " + position);
                }
                position++;
            }
        }
        writer.get(30, TimeUnit.SECONDS);
    }
}
