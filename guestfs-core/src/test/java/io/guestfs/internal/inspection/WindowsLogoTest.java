package io.guestfs.internal.inspection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logos inside of programs for Windows, whole ones and broken ones. */
class WindowsLogoTest {

    private static final int XP = 143;
    private static final int SEVEN = 6801;

    private static Optional<Picture> logo(byte[] bitmap) {
        return WindowsLogo.OF_XP.in(WindowsProgram.withBitmaps(false, Map.of(XP, bitmap)));
    }

    private static ByteBuffer edit(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 16, 24, 32})
    void everyDepthGivesTheColoursOfTheBitmap(int bits) throws IOException {
        byte[] png = logo(WindowsProgram.bitmap(37, 21, bits)).orElseThrow().png();

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(37);
        assertThat(image.getHeight()).isEqualTo(21);
        for (int y = 0; y < 21; y++) {
            for (int x = 0; x < 37; x++) {
                assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(WindowsProgram.colour(x, y, bits));
            }
        }
    }

    @Test
    void theBitmapIsFoundAmongOthersInProgramsOf32And64Bits() {
        Map<Integer, byte[]> bitmaps = Map.of(
                1,
                WindowsProgram.bitmap(16, 16, 24),
                XP,
                WindowsProgram.bitmap(20, 20, 24),
                SEVEN,
                WindowsProgram.bitmap(54, 162, 32));
        for (boolean wide : new boolean[] {false, true}) {
            byte[] program = WindowsProgram.withBitmaps(wide, bitmaps);
            assertThat(WindowsLogo.OF_XP.in(program))
                    .hasValueSatisfying(p -> assertThat(p.height()).isEqualTo(20));
            assertThat(WindowsLogo.OF_7.in(program)).hasValueSatisfying(p -> {
                assertThat(p.height()).as("only the first of the three states").isEqualTo(55);
                assertThat(p.get(53, 54)).isEqualTo(WindowsProgram.colour(53, 54, 32));
            });
        }
    }

    @Test
    void programWithoutTheBitmapHasNoLogo() {
        assertThat(WindowsLogo.OF_XP.in(WindowsProgram.empty(true))).isEmpty();
        assertThat(WindowsLogo.OF_XP.in(
                        WindowsProgram.withBitmaps(true, Map.of(SEVEN, WindowsProgram.bitmap(16, 16, 24)))))
                .isEmpty();
        assertThat(WindowsLogo.OF_XP.in(new byte[0])).isEmpty();
        assertThat(WindowsLogo.OF_XP.in("MZ and nothing else".repeat(100).getBytes(US_ASCII)))
                .isEmpty();
    }

    @Test
    void absurdBitmapsGiveNoLogo() {
        byte[] good = WindowsProgram.bitmap(16, 16, 24);
        int[][] changes = {
            {0, 12345},
            {4, 0},
            {4, -16},
            {4, 1025},
            {4, Integer.MAX_VALUE},
            {8, 17},
            {8, Integer.MIN_VALUE},
            {14, 7},
            {14, 64},
            {16, 1},
            {16, 4},
        };
        for (int[] change : changes) {
            byte[] bad = good.clone();
            edit(bad).putInt(change[0], change[1]);
            assertThat(logo(bad)).as("%d at %d", change[1], change[0]).isEmpty();
        }
    }

    @Test
    void rowsFromTheTopAndMasksAreUnderstood() {
        byte[] topDown = WindowsProgram.bitmap(16, 2, 24);
        edit(topDown).putInt(8, -2);
        assertThat(logo(topDown))
                .hasValueSatisfying(p -> assertThat(p.get(3, 0)).isEqualTo(WindowsProgram.colour(3, 1, 24)));

        ByteBuffer masked = ByteBuffer.allocate(40 + 12 + 4).order(ByteOrder.LITTLE_ENDIAN);
        masked.putInt(40)
                .putInt(2)
                .putInt(1)
                .putShort((short) 1)
                .putShort((short) 16)
                .putInt(3);
        masked.position(40).putInt(0xf800).putInt(0x7e0).putInt(0x1f).putShort((short) 0xf800);
        masked.putShort((short) 0x7e0);
        assertThat(logo(masked.array())).hasValueSatisfying(p -> {
            assertThat(p.get(0, 0)).isEqualTo(0xff0000);
            assertThat(p.get(1, 0)).isEqualTo(0x00ff00);
        });
    }

    /** Each of the numbers that name a place is made absurd, one at a time. */
    @Test
    void placesOutsideOfTheProgramAreNotBelieved() {
        byte[] good = WindowsProgram.withBitmaps(true, Map.of(XP, WindowsProgram.bitmap(16, 16, 24)));
        for (int at = 0; at + 4 <= WindowsProgram.RESOURCES_AT + 200; at += 2) {
            for (int absurd : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xfffffff0, good.length - 1}) {
                byte[] bad = good.clone();
                edit(bad).putInt(at, absurd);
                assertThat(WindowsLogo.OF_XP.in(bad).map(Picture::height).orElse(0))
                        .isBetween(0, 1024);
            }
        }
    }

    @Test
    void noiseAndPartsOfProgramsAreNoTrouble() {
        byte[] good = WindowsProgram.withBitmaps(false, Map.of(XP, WindowsProgram.bitmap(16, 16, 8)));
        for (int length = 0; length < good.length; length += 3) {
            assertThat(WindowsLogo.OF_XP.in(Arrays.copyOf(good, length))).isEmpty();
        }
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bad = good.clone();
            for (int n = 0; n < 20; n++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            assertThat(WindowsLogo.OF_XP.in(bad).map(Picture::width).orElse(0)).isBetween(0, 1024);
        }
    }
}
