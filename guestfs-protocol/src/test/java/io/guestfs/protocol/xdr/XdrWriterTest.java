package io.guestfs.protocol.xdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.guestfs.fakedaemon.WireBytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class XdrWriterTest {
    private final XdrWriter out = new XdrWriter(1_000_000);

    @Test
    void encodesEveryTypeAsTheStandardSays() {
        out.putInt(-2);
        out.putUnsignedInt(0xFFFF_FFFEL);
        out.putLong(-3);
        out.putBool(true);
        out.putBool(false);
        out.putFloat(-1.5f);
        out.putChar('A');
        out.putChar('\u00FF');
        out.putString("héllo");
        out.putOptionalString(null);
        out.putOptionalString("");
        out.putStringList(List.of("a", "bcde"));
        out.putOpaque(new byte[] {1, 2, 3});
        out.putFixedOpaque(new byte[] {9});

        WireBytes expected = new WireBytes()
                .u32(-2)
                .u32(-2)
                .u64(-3)
                .u32(1)
                .u32(0)
                .f32(-1.5f)
                .u32('A')
                .u32(-1)
                .string("héllo")
                .u32(0)
                .u32(1)
                .string("")
                .strings("a", "bcde")
                .opaque((byte) 1, (byte) 2, (byte) 3)
                .raw((byte) 9, (byte) 0, (byte) 0, (byte) 0);
        assertThat(bytes(out)).isEqualTo(expected.toByteArray());
        assertThat(out.size()).isEqualTo(expected.size());
    }

    @Test
    void takesExactlyItsLimit() {
        XdrWriter small = new XdrWriter(12);
        small.putOpaque(new byte[8]);
        assertThat(small.size()).isEqualTo(12);
        assertThatExceptionOfType(XdrOverflowException.class)
                .isThrownBy(() -> small.putInt(1))
                .satisfies(e -> assertThat(e.needed()).isEqualTo(16))
                .satisfies(e -> assertThat(e.limit()).isEqualTo(12));
    }

    @Test
    void padsUnderTheLimitOnly() {
        XdrWriter small = new XdrWriter(10);
        assertThatExceptionOfType(XdrOverflowException.class).isThrownBy(() -> small.putOpaque(new byte[5]));
    }

    @Test
    void aStringThatIsFarTooLongIsNotEvenEncoded() {
        String zeros = "\0".repeat(1_000_001);
        assertThatExceptionOfType(XdrOverflowException.class).isThrownBy(() -> out.putString(zeros));
    }

    @Test
    void refusesValuesThatTheTypeCannotHold() {
        assertThatIllegalArgumentException().isThrownBy(() -> out.putUnsignedInt(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.putUnsignedInt(1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> out.putChar('\u0100'));
        assertThatIllegalArgumentException().isThrownBy(() -> new XdrWriter(-1));
        assertThat(out.size()).isZero();
    }

    @Test
    void canBeUsedAgainAfterALargeMessage() {
        out.putOpaque(new byte[500_000]);
        assertThat(out.toBuffer().remaining()).isEqualTo(500_004);
        out.reset();
        assertThat(out.toBuffer().hasRemaining()).isFalse();
        out.putInt(7);
        assertThat(bytes(out)).containsExactly(0, 0, 0, 7);
    }

    @Test
    void countsWhatItDoesNotKeep() {
        XdrWriter counter = XdrWriter.counting();
        counter.putInt(1);
        counter.putString("x".repeat(3_000_001));
        counter.putLong(2);
        counter.putStringList(List.of("a", "b"));
        assertThat(counter.size()).isEqualTo(4 + 4 + 3_000_004 + 8 + 4 + 16);
        assertThatIllegalStateException().isThrownBy(counter::toBuffer);
        counter.reset();
        assertThat(counter.size()).isZero();
    }

    private static byte[] bytes(XdrWriter writer) {
        ByteBuffer buffer = writer.toBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
