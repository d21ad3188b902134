package io.guestfs.internal.inspection;

/**
 * A logo that is a drawing of characters, such as that of CirrOS, as a picture: black on white, in a font of our own with five
 * by eight points for each visible character of ASCII. Other characters stay white.
 */
final class TextLogo {

    private static final int CELL_WIDTH = 6;
    private static final int CELL_HEIGHT = 9;
    private static final int GLYPH_WIDTH = 5;
    private static final int GLYPH_HEIGHT = 8;
    private static final int MARGIN = 4;
    private static final int MOST_COLUMNS = 160;
    private static final int MOST_LINES = 100;
    private static final int WHITE = 0xffffff;
    private static final int BLACK = 0;
    private static final char FIRST = '!';

    /** A byte for each row, the topmost first; of these the lower five bits, the left one first. */
    private static final long[] GLYPHS = {
        0x0404040404000400L, 0x0a0a0a0000000000L, 0x0a0a1f0a1f0a0a00L, 0x040f140e051e0400L,
                0x1819020408130300L, // !"#$%
        0x0c12140815120d00L, 0x0404080000000000L, 0x0204080808040200L, 0x0804020202040800L,
                0x0004150e15040000L, // &'()*
        0x0004041f04040000L, 0x000000000c040800L, 0x0000001f00000000L, 0x00000000000c0c00L,
                0x0101020408101000L, // +,-./
        0x0e11131519110e00L, 0x040c040404040e00L, 0x0e11010204081f00L, 0x1f02040201110e00L,
                0x02060a121f020200L, // 01234
        0x1f101e0101110e00L, 0x0608101e11110e00L, 0x1f01020408080800L, 0x0e11110e11110e00L,
                0x0e11110f01020c00L, // 56789
        0x000c0c000c0c0000L, 0x000c0c000c040800L, 0x0204081008040200L, 0x00001f001f000000L,
                0x0804020102040800L, // :;<=>
        0x0e11010204000400L, 0x0e11010d15150e00L, 0x0e1111111f111100L, 0x1e11111e11111e00L,
                0x0e11101010110e00L, // ?@ABC
        0x1c12111111121c00L, 0x1f10101e10101f00L, 0x1f10101e10101000L, 0x0e11101711110f00L,
                0x1111111f11111100L, // DEFGH
        0x0e04040404040e00L, 0x0702020202120c00L, 0x1112141814121100L, 0x1010101010101f00L,
                0x111b151511111100L, // IJKLM
        0x1111191513111100L, 0x0e11111111110e00L, 0x1e11111e10101000L, 0x0e11111115120d00L,
                0x1e11111e14121100L, // NOPQR
        0x0f10100e01011e00L, 0x1f04040404040400L, 0x1111111111110e00L, 0x11111111110a0400L,
                0x1111111515150a00L, // STUVW
        0x11110a040a111100L, 0x1111110a04040400L, 0x1f01020408101f00L, 0x0e08080808080e00L,
                0x1010080402010100L, // XYZ[\
        0x0e02020202020e00L, 0x040a110000000000L, 0x000000000000001fL, 0x0804020000000000L,
                0x00000e010f110f00L, // ]^_`a
        0x1010161911111e00L, 0x00000e1010110e00L, 0x01010d1311110f00L, 0x00000e111f100e00L,
                0x0609081c08080800L, // bcdef
        0x00000f11110f010eL, 0x1010161911111100L, 0x04000c0404040e00L, 0x020006020202120cL,
                0x1010121418141200L, // ghijk
        0x0c04040404040e00L, 0x00001a1515111100L, 0x0000161911111100L, 0x00000e1111110e00L,
                0x00001e11111e1010L, // lmnop
        0x00000f11110f0101L, 0x0000161910101000L, 0x00000e100e011e00L, 0x08081c0808090600L,
                0x0000111111130d00L, // qrstu
        0x00001111110a0400L, 0x0000111115150a00L, 0x0000110a040a1100L, 0x00001111110f010eL,
                0x00001f0204081f00L, // vwxyz
        0x0204040804040200L, 0x0404040404040400L, 0x0804040204040800L, 0x0000081502000000L // {|}~
    };

    private TextLogo() {}

    /** Draws the text. More than 100 lines and 160 columns are cut off. */
    static Picture draw(Iterable<String> text) {
        int lines = 0;
        int columns = 0;
        for (String line : text) {
            lines = Math.min(MOST_LINES, lines + 1);
            columns = Math.max(columns, Math.min(MOST_COLUMNS, line.length()));
        }
        Picture picture = white(columns * CELL_WIDTH + 2 * MARGIN, lines * CELL_HEIGHT + 2 * MARGIN);
        int y = MARGIN;
        for (String line : text) {
            if (y < MARGIN + lines * CELL_HEIGHT) {
                draw(picture, line, y);
            }
            y += CELL_HEIGHT;
        }
        return picture;
    }

    private static Picture white(int width, int height) {
        Picture picture = new Picture(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.set(x, y, WHITE);
            }
        }
        return picture;
    }

    private static void draw(Picture picture, String line, int y) {
        for (int column = 0; column < Math.min(MOST_COLUMNS, line.length()); column++) {
            int glyph = line.charAt(column) - FIRST;
            if (glyph >= 0 && glyph < GLYPHS.length) {
                draw(picture, GLYPHS[glyph], MARGIN + column * CELL_WIDTH, y);
            }
        }
    }

    private static void draw(Picture picture, long glyph, int left, int top) {
        for (int point = 0; point < GLYPH_HEIGHT * Byte.SIZE; point++) {
            int x = point % Byte.SIZE - (Byte.SIZE - GLYPH_WIDTH);
            if (x >= 0 && ((glyph >>> (Long.SIZE - 1 - point)) & 1) != 0) {
                picture.set(left + x, top + point / Byte.SIZE, BLACK);
            }
        }
    }
}
