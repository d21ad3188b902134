package io.guestfs.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.protocol.xdr.XdrWriter;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final MessageHeader GOOD =
            new MessageHeader(ProtocolNumbers.PROGRAM, 4, 92, ProtocolNumbers.DIRECTION_REPLY, 0x123403, 0, 0, 0);

    @Test
    void aRequestHeaderIsThatOfTheWire() {
        byte[] expected = new WireBytes()
                .u32(0x2000F5F5L)
                .u32(4)
                .u32(66)
                .u32(0)
                .u32(0x123400)
                .u64(5)
                .u64(0x8000_0000_0000_0001L)
                .u32(0)
                .toByteArray();
        MessageHeader header = MessageHeader.request(66, 0x123400, 5, 0x8000_0000_0000_0001L);
        assertThat(encoded(header::encode)).isEqualTo(expected);
    }

    @Test
    void aHeaderComesBack() throws XdrException {
        XdrReader in = reader(encoded(GOOD::encode));
        assertThat(MessageHeader.decode(in)).isEqualTo(GOOD);
        GOOD.checkReplyTo(92, 0x123403);
    }

    @Test
    void aShortHeaderIsRefused() {
        assertThatExceptionOfType(XdrException.class)
                .isThrownBy(() -> MessageHeader.decode(reader(new byte[39])))
                .withMessageContaining("39 bytes");
    }

    @Test
    void theFirstWrongFieldIsNamed() {
        refused("program 1 in place of 536933877", new MessageHeader(1, 1, 1, 0, 1, 0, 0, 7));
        refused("version 3 in place of 4", new MessageHeader(ProtocolNumbers.PROGRAM, 3, 1, 0, 1, 0, 0, 7));
        refused("direction 0 in place of 1", new MessageHeader(ProtocolNumbers.PROGRAM, 4, 1, 0, 1, 0, 0, 7));
        refused("procedure number 1 in place of 92", new MessageHeader(ProtocolNumbers.PROGRAM, 4, 1, 1, 1, 0, 0, 7));
        refused("serial number 4294967295", new MessageHeader(ProtocolNumbers.PROGRAM, 4, 92, 1, -1, 0, 0, 7));
        refused("status 7", new MessageHeader(ProtocolNumbers.PROGRAM, 4, 92, 1, 0x123403, 0, 0, 7));
    }

    @Test
    void anErrorComesBack() throws XdrException {
        ErrorReply error = new ErrorReply("ENOSPC", "write error: /x");
        assertThat(ErrorReply.decode(reader(encoded(error::encode)))).isEqualTo(error);
        assertThat(error.errno()).isEqualTo(28);
        assertThat(new ErrorReply("", "x").errno()).isZero();
    }

    @Test
    void anErrorIsLimited() throws XdrException {
        String most = "x".repeat(ProtocolNumbers.ERROR_TEXT_LIMIT);
        assertThat(ErrorReply.decode(reader(encoded(new ErrorReply("E".repeat(32), most)::encode)))
                        .message())
                .isEqualTo(most);
        assertThatExceptionOfType(XdrException.class)
                .isThrownBy(() -> ErrorReply.decode(reader(encoded(new ErrorReply("", most + "y")::encode))));
        assertThatExceptionOfType(XdrException.class)
                .isThrownBy(() -> ErrorReply.decode(reader(encoded(new ErrorReply("E".repeat(33), "x")::encode))));
    }

    @Test
    void progressComesBackUnsigned() throws XdrException {
        ProgressMessage progress = new ProgressMessage(0xFFFF_FFFFL, 0x8000_0000L, 5, -1);
        assertThat(ProgressMessage.decode(reader(encoded(progress::encode)))).isEqualTo(progress);
    }

    @Test
    void chunksAreDataOrAnEnd() throws XdrException {
        FileChunk data = chunk(new WireBytes().u32(0).string("hello"));
        assertThat(data.endOfFile()).isFalse();
        assertThat(data.data().remaining()).isEqualTo(5);
        assertThat(chunk(new WireBytes().u32(0).u32(0)).endOfFile()).isTrue();
        FileChunk cancel = chunk(new WireBytes().u32(1).u32(0));
        assertThat(cancel.endOfFile()).isFalse();
        assertThat(cancel.cancelled()).isTrue();
    }

    @Test
    void chunksThatAreNoneAreRefused() {
        for (WireBytes bad : new WireBytes[] {
            new WireBytes().u32(0),
            new WireBytes().u32(2).u32(0),
            new WireBytes().u32(0).u32(0).u32(0),
            new WireBytes().u32(0).opaque(new byte[8193])
        }) {
            assertThatExceptionOfType(XdrException.class).isThrownBy(() -> chunk(bad));
        }
    }

    private static void refused(String text, MessageHeader header) {
        assertThatExceptionOfType(XdrException.class)
                .isThrownBy(() -> header.checkReplyTo(92, 0x123403))
                .withMessageContaining(text);
    }

    private static FileChunk chunk(WireBytes bytes) throws XdrException {
        return FileChunk.decode(ByteBuffer.wrap(bytes.toByteArray()));
    }

    private static XdrReader reader(byte[] bytes) {
        return new XdrReader(ByteBuffer.wrap(bytes));
    }

    private static byte[] encoded(Consumer<XdrWriter> encoder) {
        XdrWriter out = new XdrWriter(1 << 20);
        encoder.accept(out);
        ByteBuffer buffer = out.toBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
