package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.structs.Dirent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** File names of any bytes: UTF-8 is text, a byte that is not stands as the lone surrogate U+DC00 plus the byte. */
class FileNamesIT {

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();

    /** The byte as a name, in the order of the bytes; the slash can't be in a name. */
    private static List<String> oneByteNames() {
        List<String> names = new ArrayList<>();
        for (int b = 1; b <= 0xff; b++) {
            if (b != '/') {
                names.add(String.valueOf((char) (b < 0x80 ? b : 0xdc00 + b)));
            }
        }
        return names;
    }

    private void assertNamesSurvive(List<String> names) {
        for (String name : names) {
            g.write(dir + "/" + name, content(name));
        }
        assertThat(g.ls(dir)).isEqualTo(names);
        assertThat(g.find(dir + "/")).isEqualTo(names);
        assertThat(g.readdir(dir)).extracting(Dirent::name).containsAll(names);
        assertThat(g.lstatlist(dir, names))
                .extracting(stat -> (int) stat.size())
                .isEqualTo(names.stream().map(name -> content(name).length).toList());
        for (String name : names) {
            String path = dir + "/" + name;
            assertThat(g.stat(path).size()).isEqualTo(content(name).length);
            assertThat(g.cat(path)).isEqualTo(new String(content(name), StandardCharsets.UTF_8));
            g.rm(path);
        }
        assertThat(g.ls(dir)).isEmpty();
    }

    private static byte[] content(String name) {
        return ("content of " + Arrays.toString(name.toCharArray())).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everySingleByteIsAName() {
        List<String> names = oneByteNames();
        names.remove("."); // the directory itself

        assertNamesSurvive(names);
    }

    @Test
    void namesOfAllLengthsOfUtf8StayText() {
        assertNamesSurvive(List.of("plain", "\u00e9t\u00e9", "\u20ac 5", "\ud835\udd18.txt", "\ud83d\ude00"));
    }

    @Test
    void brokenUtf8BesidesTextKeepsItsBytes() {
        // A cut sequence of four bytes, an overlong slash, a surrogate in UTF-8, and text on both sides.
        assertNamesSurvive(List.of(
                "a\udcf0\udc9f\udc98z",
                "b\udcc0\udcafz",
                "c\udced\udca0\udc80z",
                "d\ud83d\ude00\udc80z",
                "e\udcff\u00e9\udcfe"));
    }

    @Test
    void aNameMayHave255Bytes() {
        assertNamesSurvive(List.of("n".repeat(255), "\ud83d\ude00".repeat(63) + "\udcff\udcfe\udcfd"));
    }

    @Test
    void namesOfAnyBytesAreLinkTargetsAndArguments() {
        String odd = "odd \udcff\ud83d\ude00\n'\"$;";
        g.lnS(odd, dir + "/link");
        g.mkdir(dir + "/" + odd);
        g.write(dir + "/file", "text".getBytes(StandardCharsets.UTF_8));
        g.cp(dir + "/file", dir + "/" + odd + "/" + odd);
        g.mv(dir + "/" + odd + "/" + odd, dir + "/" + odd + "/moved" + odd);

        assertThat(g.readlink(dir + "/link")).isEqualTo(odd);
        assertThat(g.readlinklist(dir, List.of("link"))).containsExactly(odd);
        assertThat(g.realpath(dir + "/link")).isEqualTo(dir + "/" + odd);
        assertThat(g.globExpand(dir + "/odd*/moved*")).containsExactly(dir + "/" + odd + "/moved" + odd);
        assertThat(g.cat(dir + "/" + odd + "/moved" + odd)).isEqualTo("text");
    }
}
