package io.guestfs.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Logos that guests bring along, against any bytes: a picture of sensible size or none, and no exception at all. */
class IconsFuzzTest {

    /** The whole way: a program, its resources, a bitmap among them. */
    @FuzzTest(maxDuration = "2m")
    void programs(byte[] program) {
        for (WindowsLogo logo : List.of(WindowsLogo.OF_XP, WindowsLogo.OF_7)) {
            logo.in(program).ifPresent(IconsFuzzTest::demandSensible);
        }
        // Directories of every number, or hardly anything that is tried gets past the first.
        for (int number = 0; number < 4; number++) {
            ByteBuffer resource = PeResources.find(program, number, number);
            assertThat(resource.remaining()).isBetween(0, program.length);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void bitmaps(byte[] bitmap) throws IOException {
        Optional<Picture> picture = DibBitmap.read(ByteBuffer.wrap(bitmap).order(ByteOrder.LITTLE_ENDIAN));
        if (picture.isPresent()) {
            demandSensible(picture.get());
            assertThat(ImageIO.read(
                            new ByteArrayInputStream(picture.get().top(1).png())))
                    .isNotNull();
        }
    }

    @FuzzTest(maxDuration = "2m")
    void drawings(byte[] text) {
        demandSensible(TextLogo.draw(new GuestLines(text)));
    }

    private static void demandSensible(Picture picture) {
        assertThat(picture.width()).isBetween(1, Picture.LARGEST_SIDE);
        assertThat(picture.height()).isBetween(1, Picture.LARGEST_SIDE);
    }
}
