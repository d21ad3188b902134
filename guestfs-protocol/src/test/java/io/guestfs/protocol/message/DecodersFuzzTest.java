package io.guestfs.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.protocol.xdr.WireTextException;
import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import java.nio.ByteBuffer;

/** The decoders against any bytes: a value or an {@link XdrException}, and no more memory than the bytes justify. */
class DecodersFuzzTest {

    /** Values in any order. */
    @FuzzTest(maxDuration = "2m")
    void values(FuzzedDataProvider data) {
        byte[] order = data.consumeBytes(32);
        XdrReader in = new XdrReader(ByteBuffer.wrap(data.consumeRemainingAsBytes()));
        try {
            for (byte kind : order) {
                value(in, kind);
                assertThat(in.position()).isNotNegative();
            }
        } catch (XdrException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static void value(XdrReader in, byte kind) throws XdrException {
        switch (kind & 0xf) {
            case 0 -> in.getInt();
            case 1 -> in.getLong();
            case 2 -> in.getBool();
            case 3 -> in.getFloat();
            case 4 -> in.getChar();
            case 5 -> in.getString();
            case 6 -> in.getString(kind >> 4 & 0xf);
            case 7 -> in.getOptionalString();
            case 8 -> in.getStringList();
            case 9 -> in.getStringMap();
            case 10 -> in.getOpaque();
            case 11 -> in.getOpaqueView(kind >> 4 & 0xf);
            case 12 -> in.getFixedOpaque(kind >> 4 & 0xf);
            default -> in.getList(XdrReader::getInt, Integer.BYTES);
        }
    }

    /** What every call shares. */
    @FuzzTest(maxDuration = "2m")
    void messages(byte[] bytes) {
        decode(() -> MessageHeader.decode(new XdrReader(ByteBuffer.wrap(bytes))).checkReplyTo(1, 1));
        decode(() -> ErrorReply.decode(new XdrReader(ByteBuffer.wrap(bytes))));
        decode(() -> FileChunk.decode(ByteBuffer.wrap(bytes)));
        decode(() -> ProgressMessage.decode(new XdrReader(ByteBuffer.wrap(bytes))));
    }

    private interface Decoding {
        void run() throws XdrException;
    }

    private static void decode(Decoding decoding) {
        try {
            decoding.run();
        } catch (XdrException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    /** Bytes of a file name become text and the same bytes again. */
    @FuzzTest(maxDuration = "2m")
    void text(byte[] name) {
        String text = WireText.decode(name);
        try {
            assertThat(WireText.encode(text)).isEqualTo(name);
        } catch (WireTextException e) {
            // A zero byte ends every string on the other side, so it can't be sent.
            assertThat(name).contains((byte) 0);
        }
    }
}
