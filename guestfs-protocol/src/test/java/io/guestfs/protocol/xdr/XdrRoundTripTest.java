package io.guestfs.protocol.xdr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values put at random come back, and bytes made up at random never do harm. */
class XdrRoundTripTest {
    private interface Check {
        void read(XdrReader in) throws XdrException;
    }

    private final Random random = new Random(20_261_122);

    @Test
    void whatIsPutComesBack() throws XdrException {
        XdrWriter out = new XdrWriter(1 << 20);
        for (int round = 0; round < 500; round++) {
            out.reset();
            List<Check> checks = new ArrayList<>();
            for (int item = random.nextInt(30); item > 0; item--) {
                checks.add(putSomething(out));
            }
            XdrReader in = new XdrReader(out.toBuffer());
            for (Check check : checks) {
                check.read(in);
            }
            assertThat(in.hasRemaining()).isFalse();
        }
    }

    @Test
    void madeUpBytesAreRefusedOrRead() {
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[4 * random.nextInt(20)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0);
            }
            XdrReader in = new XdrReader(ByteBuffer.wrap(bytes));
            try {
                while (in.hasRemaining()) {
                    getSomething(in);
                }
            } catch (XdrException e) {
                assertThat(e.offset()).isBetween(0, bytes.length);
            }
        }
    }

    private Check putSomething(XdrWriter out) {
        return switch (random.nextInt(8)) {
            case 0 -> {
                int word = random.nextInt();
                out.putInt(word);
                yield in -> assertThat(in.getInt()).isEqualTo(word);
            }
            case 1 -> {
                long number = random.nextLong();
                out.putLong(number);
                yield in -> assertThat(in.getLong()).isEqualTo(number);
            }
            case 2 -> {
                boolean flag = random.nextBoolean();
                out.putBool(flag);
                yield in -> assertThat(in.getBool()).isEqualTo(flag);
            }
            case 3 -> {
                String text = text();
                out.putString(text);
                yield in -> assertThat(in.getString()).isEqualTo(text);
            }
            case 4 -> {
                List<String> texts = List.of(text(), text(), text());
                out.putStringList(texts);
                yield in -> assertThat(in.getStringList()).isEqualTo(texts);
            }
            case 5 -> {
                byte[] bytes = new byte[random.nextInt(100)];
                random.nextBytes(bytes);
                out.putOpaque(bytes);
                yield in -> assertThat(in.getOpaque()).isEqualTo(bytes);
            }
            case 6 -> {
                char letter = (char) random.nextInt(256);
                out.putChar(letter);
                yield in -> assertThat(in.getChar()).isEqualTo(letter);
            }
            default -> {
                float fraction = random.nextFloat();
                out.putFloat(fraction);
                yield in -> assertThat(in.getFloat()).isEqualTo(fraction);
            }
        };
    }

    private void getSomething(XdrReader in) throws XdrException {
        switch (random.nextInt(6)) {
            case 0 -> in.getBool();
            case 1 -> in.getString();
            case 2 -> in.getStringList();
            case 3 -> in.getStringMap();
            case 4 -> in.getOpaque();
            default -> in.getList(XdrReader::getString, 4);
        }
    }

    private String text() {
        byte[] bytes = new byte[random.nextInt(30)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (1 + random.nextInt(255));
        }
        return WireText.decode(bytes);
    }
}
