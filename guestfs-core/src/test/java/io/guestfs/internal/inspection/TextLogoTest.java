package io.guestfs.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Drawings of characters as pictures. */
class TextLogoTest {

    private static final int MARGIN = 4;

    private static String rows(Picture picture) {
        return IntStream.range(MARGIN, picture.height() - MARGIN)
                .mapToObj(y -> IntStream.range(MARGIN, picture.width() - MARGIN)
                        .mapToObj(x -> picture.get(x, y) == 0 ? "#" : ".")
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void charactersCanBeRead() {
        assertThat(rows(TextLogo.draw(List.of("A_/", "q")))).isEqualTo("""
                .###............#.
                #...#...........#.
                #...#..........#..
                #...#.........#...
                #####........#....
                #...#.......#.....
                #...#.......#.....
                ......#####.......
                ..................
                ..................
                ..................
                .####.............
                #...#.............
                #...#.............
                .####.............
                ....#.............
                ....#.............
                ..................""");
    }

    @Test
    void everyVisibleCharacterIsThereOnce() {
        List<String> glyphs = IntStream.rangeClosed('!', '~')
                .mapToObj(c -> rows(TextLogo.draw(List.of(Character.toString(c)))))
                .toList();

        assertThat(glyphs)
                .doesNotHaveDuplicates()
                .allSatisfy(glyph -> assertThat(glyph).contains("#"));
    }

    @Test
    void hugeTextsAndOtherCharactersStayWithinLimits() {
        Picture huge = TextLogo.draw(Collections.nCopies(100_000, "#".repeat(1000)));
        assertThat(huge.width()).isLessThanOrEqualTo(Picture.LARGEST_SIDE);
        assertThat(huge.height()).isLessThanOrEqualTo(Picture.LARGEST_SIDE);

        assertThat(rows(TextLogo.draw(List.of("\0\u001b\uffff ")))).doesNotContain("#");
        assertThat(TextLogo.draw(List.of()).height()).isEqualTo(2 * MARGIN);
    }
}
