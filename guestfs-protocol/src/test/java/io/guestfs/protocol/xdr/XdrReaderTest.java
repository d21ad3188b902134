package io.guestfs.protocol.xdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.guestfs.fakedaemon.WireBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class XdrReaderTest {
    /** Replies come as views of a direct buffer when small and as arrays when large. */
    enum Memory {
        HEAP,
        DIRECT,
        READ_ONLY;

        XdrReader reader(WireBytes bytes) {
            byte[] content = bytes.toByteArray();
            ByteBuffer buffer = this == DIRECT
                    ? ByteBuffer.allocateDirect(content.length + 3)
                    : ByteBuffer.allocate(content.length + 3);
            buffer.position(3).put(content).position(3);
            return new XdrReader(this == READ_ONLY ? buffer.asReadOnlyBuffer() : buffer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void decodesEveryType(Memory memory) throws XdrException {
        XdrReader in = memory.reader(new WireBytes()
                .u32(-2)
                .u32(-2)
                .u64(-3)
                .u32(1)
                .f32(-1.5f)
                .u32(-1)
                .u32(0xE9)
                .string("héllo")
                .u32(0)
                .u32(1)
                .string("x")
                .strings("a", "")
                .opaque((byte) 1, (byte) 2)
                .raw((byte) 9, (byte) 8, (byte) 7, (byte) 0)
                .opaque((byte) 5));
        assertThat(in.getInt()).isEqualTo(-2);
        assertThat(in.getUnsignedInt()).isEqualTo(0xFFFF_FFFEL);
        assertThat(in.getLong()).isEqualTo(-3);
        assertThat(in.getBool()).isTrue();
        assertThat(in.getFloat()).isEqualTo(-1.5f);
        assertThat(in.getChar()).isEqualTo('\u00FF');
        assertThat(in.getChar()).isEqualTo('é');
        assertThat(in.getString()).isEqualTo("héllo");
        assertThat(in.getOptionalString()).isNull();
        assertThat(in.getOptionalString()).isEqualTo("x");
        assertThat(in.getStringList()).containsExactly("a", "");
        assertThat(in.getOpaque()).containsExactly(1, 2);
        assertThat(in.getFixedOpaque(3)).containsExactly(9, 8, 7);
        assertThat(in.remaining()).isEqualTo(8);
        assertThat(in.getOpaqueView(1).get()).isEqualTo((byte) 5);
        assertThat(in.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheOrderOfATable(Memory memory) throws XdrException {
        Map<String, String> map = memory.reader(new WireBytes().strings("z", "1", "a", "2", "z", "3"))
                .getStringMap();
        assertThat(map.keySet()).containsExactly("z", "a");
        assertThat(map).containsEntry("z", "3");
    }

    @ParameterizedTest
    @EnumSource
    void refusesLengthsThatCannotBeTrue(Memory memory) {
        for (long length : new long[] {5, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL}) {
            WireBytes lie = new WireBytes().u32(length).u32(0);
            refused(0, () -> memory.reader(lie).getString());
            refused(0, () -> memory.reader(lie).getOpaque());
            refused(0, () -> memory.reader(lie).getOpaqueView(100));
            refused(0, () -> memory.reader(lie).getStringList());
            refused(0, () -> memory.reader(lie).getStringMap());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesCountsThatCannotBeTrue(Memory memory) throws XdrException {
        for (long count : new long[] {3, 0x3FFF_FFFFL, 0xFFFF_FFFFL}) {
            WireBytes lie = new WireBytes().u32(1).u32(count).u64(1).u64(2);
            XdrReader in = memory.reader(lie);
            in.getInt();
            refused(4, () -> in.getList(XdrReader::getLong, 8));
        }
        XdrReader in = memory.reader(new WireBytes().u32(2).u64(1).u64(2));
        assertThat(in.getList(XdrReader::getLong, 8)).isEqualTo(List.of(1L, 2L));
        assertThatIllegalArgumentException().isThrownBy(() -> in.getList(XdrReader::getInt, 0));
    }

    @ParameterizedTest
    @EnumSource
    void refusesDataThatEndTooEarly(Memory memory) {
        WireBytes little = new WireBytes().raw((byte) 0, (byte) 0, (byte) 0);
        refused(0, () -> memory.reader(little).getInt());
        refused(0, () -> memory.reader(little).getLong());
        refused(0, () -> memory.reader(little).getFloat());
        refused(0, () -> memory.reader(little).getFixedOpaque(4));
        refused(7, () -> memory.reader(new WireBytes().u32(3).raw(new byte[3])).getString());
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNotOfTheType(Memory memory) {
        refused(0, () -> memory.reader(new WireBytes().u32(2)).getBool());
        refused(0, () -> memory.reader(new WireBytes().u32(-1)).getBool());
        refused(0, () -> memory.reader(new WireBytes().u32(256)).getChar());
        refused(0, () -> memory.reader(new WireBytes().u32(-129)).getChar());
        refused(0, () -> memory.reader(new WireBytes().strings("a", "b", "c")).getStringMap());
        refused(0, () -> memory.reader(new WireBytes().string("abc")).getString(2));
        refused(0, () -> memory.reader(new WireBytes().string("abc")).getOpaqueView(2));
    }

    @ParameterizedTest
    @EnumSource
    void refusesPaddingThatIsNotZero(Memory memory) {
        WireBytes dirty = new WireBytes().u32(2).raw((byte) 'a', (byte) 'b', (byte) 0, (byte) 1);
        refused(7, () -> memory.reader(dirty).getString());
        refused(7, () -> memory.reader(dirty).getOpaque());
        refused(7, () -> memory.reader(dirty).getOpaqueView(10));
    }

    private static void refused(int offset, ThrowingCallable reading) {
        assertThatExceptionOfType(XdrException.class)
                .isThrownBy(reading)
                .withMessageContaining("at byte " + offset)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }
}
