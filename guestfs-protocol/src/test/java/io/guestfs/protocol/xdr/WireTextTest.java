package io.guestfs.protocol.xdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTextTest {
    @Test
    void everySingleByteComesBack() {
        for (int value = 1; value < 256; value++) {
            byte[] bytes = {(byte) value};
            assertThat(WireText.encode(WireText.decode(bytes)))
                    .as("byte %d", value)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void everyPairOfBytesComesBack() {
        for (int value = 0; value < 0x10000; value++) {
            byte[] bytes = {(byte) (value >> 8), (byte) value};
            if (bytes[0] != 0 && bytes[1] != 0) {
                assertThat(WireText.encode(WireText.decode(bytes))).isEqualTo(bytes);
            }
        }
    }

    @Test
    void randomBytesComeBack() {
        Random random = new Random(17);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                // Mostly leads and continuations, so that sequences get nearly right.
                bytes[i] = (byte) (random.nextInt(3) == 0 ? 1 + random.nextInt(255) : 0x80 + random.nextInt(128));
            }
            assertThat(WireText.encode(WireText.decode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void everyCodePointIsUtf8() {
        for (int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < 0xD800 || codePoint > 0xDFFF) {
                String text = Character.toString(codePoint);
                byte[] bytes = WireText.encode(text);
                if (!WireText.decode(bytes).equals(text)
                        || !new String(bytes, StandardCharsets.UTF_8).equals(text)
                        || !WireText.decode(WireText.encode(text + '\uDC80')).equals(text + '\uDC80')) {
                    throw new AssertionError("U+" + Integer.toHexString(codePoint) + " does not come back");
                }
            }
        }
    }

    @Test
    void escapesThatTogetherSpellUtf8GoBackToTheirBytes() {
        assertThat(WireText.encode("\uDCC3\uDCA9")).isEqualTo(bytes(0xC3, 0xA9));
        assertThat(WireText.encode("a\uDCF0\uDC9F\uDC98\uDC80")).isEqualTo(bytes('a', 0xF0, 0x9F, 0x98, 0x80));
        assertThat(WireText.encode("\u00e9\uDCFF😀")).isEqualTo(bytes(0xC3, 0xA9, 0xFF, 0xF0, 0x9F, 0x98, 0x80));
    }

    @Test
    void bytesThatOnlyLookLikeUtf8AreEscapedOneByOne() {
        assertThat(WireText.decode(bytes(0xED, 0xA0, 0x80))).as("surrogate").isEqualTo("\uDCED\uDCA0\uDC80");
        assertThat(WireText.decode(bytes(0xC0, 0x80))).as("overlong").isEqualTo("\uDCC0\uDC80");
        assertThat(WireText.decode(bytes(0xE0, 0x80, 0xAF))).as("overlong").isEqualTo("\uDCE0\uDC80\uDCAF");
        assertThat(WireText.decode(bytes(0xF4, 0x90, 0x80, 0x80))).as("above").isEqualTo("\uDCF4\uDC90\uDC80\uDC80");
        assertThat(WireText.decode(bytes(0xE6, 0xB0))).as("cut off").isEqualTo("\uDCE6\uDCB0");
        assertThat(WireText.decode(bytes('c', 'a', 'f', 0xE9))).isEqualTo("caf\uDCE9");
    }

    @Test
    void replacementCharacterAndZeroAreCharactersLikeOthers() {
        assertThat(WireText.decode(bytes(0xEF, 0xBF, 0xBD, 0xFF))).isEqualTo("\uFFFD\uDCFF");
        assertThat(WireText.decode(bytes('a', 0, 'b'))).isEqualTo("a\0b");
    }

    @Test
    void aRangeIsDecodedAlone() {
        assertThat(WireText.decode(bytes(0xC3, 0xA9, 'x', 0xC3, 0xA9), 1, 3)).isEqualTo("\uDCA9x\uDCC3");
    }

    @Test
    void zeroIsRefusedWithItsPlace() {
        assertThatExceptionOfType(WireTextException.class)
                .isThrownBy(() -> WireText.encode("/tmp/\0x"))
                .withMessageContaining("U+0000")
                .satisfies(e -> assertThat(e.index()).isEqualTo(5));
    }

    @Test
    void surrogatesThatStandForNothingAreRefused() {
        for (String text :
                new String[] {"ab\uD83D", "ab\uD83Dc", "ab\uDE00", "ab\uDC7F", "ab\uDD00", "ab\uD83D\uD83D"}) {
            assertThatExceptionOfType(WireTextException.class)
                    .isThrownBy(() -> WireText.encode(text))
                    .withMessageContaining("surrogate U+D")
                    .satisfies(e -> assertThat(e.index()).isEqualTo(2));
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
