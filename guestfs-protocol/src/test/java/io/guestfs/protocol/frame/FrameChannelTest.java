package io.guestfs.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.message.ProgressMessage;
import io.guestfs.protocol.message.ProtocolNumbers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameChannelTest {
    private final Random random = new Random(4);

    @Test
    void framesComeBackHoweverTheyAreCut() throws IOException {
        for (int piece : new int[] {1, 3, 4, 27, 8200, 65_536, 1_000_000}) {
            long seed = random.nextLong();
            MemoryLink link = new MemoryLink(stream(new Random(seed)), piece);
            FrameChannel channel = new FrameChannel(link);
            Random same = new Random(seed);
            for (int i = 0; i < 60; i++) {
                checkFrame(channel, same);
            }
            assertThat(channel.pollFrame()).isNull();
            assertThatExceptionOfType(EOFException.class).isThrownBy(channel::readFrame);
        }
    }

    @Test
    void aFrameThatIsHalfThereIsAwaited() throws IOException {
        MemoryLink link = new MemoryLink(new WireBytes().u32(8).u64(5), 6);
        Frame frame = new FrameChannel(link).pollFrame();
        assertThat(((Frame.Message) Objects.requireNonNull(frame)).body().getLong())
                .isEqualTo(5);
    }

    @Test
    void lengthsAboveTheLimitAreRefused() throws IOException {
        for (long length : new long[] {4_194_305, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_EEEFL, 0xFFFF_FFFFL}) {
            FrameChannel channel = new FrameChannel(new MemoryLink(new WireBytes().u32(length), 100));
            assertThatExceptionOfType(BadFrameException.class)
                    .isThrownBy(channel::readFrame)
                    .withMessageContaining(length + " bytes")
                    .withMessageContaining("4194304");
        }
        FrameChannel narrow = new FrameChannel(new MemoryLink(new WireBytes().u32(8201), 100));
        assertThatExceptionOfType(BadFrameException.class)
                .isThrownBy(() -> narrow.readFrame(8200))
                .withMessageContaining("8200");
    }

    @Test
    void anEndInsideAFrameIsAnEnd() {
        for (int size = 1; size < 12; size++) {
            WireBytes cut =
                    new WireBytes().raw(Arrays.copyOf(new WireBytes().u32(8).toByteArray(), size));
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> new FrameChannel(new MemoryLink(cut, 100)).readFrame());
        }
    }

    @Test
    void aSmallMessageIsOneWrite() throws IOException {
        MemoryLink link = new MemoryLink(new WireBytes(), 1);
        new FrameChannel(link).writeMessage(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        assertThat(link.writes).isEqualTo(1);
        assertThat(link.written()).containsExactly(0, 0, 0, 4, 1, 2, 3, 4);
    }

    @Test
    void messagesOfEverySizeAreWrittenWhole() throws IOException {
        for (int size : new int[] {0, 1, 65_531, 65_532, 65_533, 1_000_003, ProtocolNumbers.MESSAGE_LIMIT}) {
            MemoryLink link = new MemoryLink(new WireBytes(), 1);
            byte[] body = new byte[size];
            random.nextBytes(body);
            new FrameChannel(link).writeMessage(ByteBuffer.wrap(body));
            assertThat(link.written())
                    .isEqualTo(new WireBytes().u32(size).raw(body).toByteArray());
        }
        FrameChannel channel = new FrameChannel(new MemoryLink(new WireBytes(), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> channel.writeMessage(ByteBuffer.allocate(ProtocolNumbers.MESSAGE_LIMIT + 1)));
    }

    @Test
    void theCancelFlagIsFourBytes() throws IOException {
        MemoryLink link = new MemoryLink(new WireBytes(), 1);
        new FrameChannel(link).writeCancelFlag();
        assertThat(link.written()).containsExactly(0xFF, 0xFF, 0xEE, 0xEE);
    }

    @Test
    void aBatchHoldsChunksUntilItIsWritten() throws IOException {
        MemoryLink link = new MemoryLink(new WireBytes(), 1);
        ChunkBatch batch = new ChunkBatch();
        WireBytes expected = new WireBytes();
        int chunks = 0;
        while (!batch.full()) {
            byte[] data = new byte[chunks == 1 ? 5 : ProtocolNumbers.CHUNK_LIMIT];
            random.nextBytes(data);
            batch.room().put(data);
            batch.commit(data.length);
            expected.u32(data.length == 5 ? 16 : 8200).u32(0).opaque(data);
            chunks++;
        }
        assertThat(chunks).isGreaterThanOrEqualTo(32);
        batch.end();
        expected.u32(8).u32(0).u32(0);
        new FrameChannel(link).writeChunks(batch);
        assertThat(link.writes).isEqualTo(1);
        assertThat(link.written()).isEqualTo(expected.toByteArray());
        assertThat(batch.empty()).isTrue();
    }

    @Test
    void aCancelledBatchIsOnlyItsCancelChunk() throws IOException {
        MemoryLink link = new MemoryLink(new WireBytes(), 1);
        ChunkBatch batch = new ChunkBatch();
        batch.room().putInt(1);
        batch.commit(4);
        batch.cancel();
        new FrameChannel(link).writeChunks(batch);
        assertThat(link.written())
                .isEqualTo(new WireBytes().u32(8).u32(1).u32(0).toByteArray());
    }

    private static WireBytes stream(Random seeded) {
        WireBytes bytes = new WireBytes();
        for (int i = 0; i < 60; i++) {
            switch (seeded.nextInt(5)) {
                case 0 -> bytes.u32(0xF5F5_5FF5L);
                case 1 -> bytes.u32(0xFFFF_EEEEL);
                case 2 ->
                    bytes.u32(0xFFFF_5555L).u32(1).u32(2).u64(seeded.nextLong()).u64(4);
                default -> {
                    byte[] body = body(seeded);
                    bytes.u32(body.length).raw(body);
                }
            }
        }
        return bytes;
    }

    private static void checkFrame(FrameChannel channel, Random same) throws IOException {
        Frame frame = channel.readFrame();
        switch (same.nextInt(5)) {
            case 0 -> assertThat(frame).isEqualTo(new Frame.Launch());
            case 1 -> assertThat(frame).isEqualTo(new Frame.Cancel());
            case 2 -> assertThat(frame).isEqualTo(new Frame.Progress(new ProgressMessage(1, 2, same.nextLong(), 4)));
            default -> assertThat(((Frame.Message) frame).body()).isEqualTo(ByteBuffer.wrap(body(same)));
        }
    }

    private static byte[] body(Random seeded) {
        int most = seeded.nextInt(10) == 0 ? 400_000 : 9000;
        byte[] body = new byte[seeded.nextInt(most)];
        seeded.nextBytes(body);
        return body;
    }
}
