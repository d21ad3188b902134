package io.guestfs.internal.inspection;

import java.util.List;
import java.util.Optional;

/**
 * The logo of Windows XP and 7: a bitmap among the resources of the program that shows the desktop. Its file is taken apart
 * here, no program is run on it.
 *
 * @param number of the resource
 * @param rows how many of its rows are the logo, from the top
 */
record WindowsLogo(int number, int rows) {

    static final WindowsLogo OF_XP = new WindowsLogo(143, Picture.LARGEST_SIDE);

    /** Below its first row the bitmap has the button in two other states. */
    static final WindowsLogo OF_7 = new WindowsLogo(6801, 55);

    /** Larger programs are not read. */
    static final int LARGEST_PROGRAM = 4 * 1024 * 1024;

    private static final int BITMAP = 2;

    /** Where the program may be, below the directory of Windows. */
    List<List<String>> programs() {
        return List.of(List.of("SysWOW64", "explorer.exe"), List.of("explorer.exe"));
    }

    /** Finds the logo in the program. */
    Optional<Picture> in(byte[] program) {
        return DibBitmap.read(PeResources.find(program, BITMAP, number)).map(picture -> picture.top(rows));
    }
}
