package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is in files: their ends, their counts, their kind. */
class FileContentIT {

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();
    private final String file = dir + "/file";

    private void write(String text) {
        g.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    @Test
    void theEndsOfAFileAreTenLinesOrAsManyAsAskedFor() {
        write(numbers(1, 25));

        assertThat(g.head(file))
                .containsExactlyElementsOf(numbers(1, 10).lines().toList());
        assertThat(g.tail(file))
                .containsExactlyElementsOf(numbers(16, 25).lines().toList());
        assertThat(g.headN(3, file)).containsExactly("1", "2", "3");
        assertThat(g.tailN(2, file)).containsExactly("24", "25");
    }

    @Test
    void negativeNumbersOfLinesLeaveSomeOut() {
        write(numbers(1, 5));

        assertThat(g.headN(-3, file)).containsExactly("1", "2");
        assertThat(g.tailN(-4, file)).containsExactly("4", "5");
        assertThat(g.headN(0, file)).isEmpty();
    }

    @Test
    void bytesLinesAndWordsAreCounted() {
        write("Grüße an alle\nzweite Zeile");

        assertThat(g.wcC(file)).isEqualTo(28);
        assertThat(g.wcL(file)).isEqualTo(1);
        assertThat(g.wcW(file)).isEqualTo(5);
        assertThatThrownBy(() -> g.wcL(dir + "/none")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void bytesAreShownInHexadecimal() {
        write("ABC\n");

        assertThat(g.hexdump(file)).startsWith("00000000  41 42 43 0a ").contains("|ABC.|");
    }

    @Test
    void printableTextIsFoundBetweenBytes() {
        g.write(file, "\0\1\2hello world\0abc\0\3second\0".getBytes(StandardCharsets.UTF_8));
        assertThat(g.strings(file)).containsExactly("hello world", "second");

        g.write(file, "\0wide text\0".getBytes(StandardCharsets.UTF_16LE));
        assertThat(g.strings(file)).isEmpty();
        assertThat(g.stringsE("l", file)).containsExactly("wide text");
        assertThatThrownBy(() -> g.stringsE("x", file)).isInstanceOf(GuestFSException.class);
    }

    @Test
    void filesAreComparedByteByByte() {
        write("content");
        g.cp(file, dir + "/same");
        g.write(dir + "/other", "contend".getBytes(StandardCharsets.UTF_8));

        assertThat(g.equal(file, dir + "/same")).isTrue();
        assertThat(g.equal(file, dir + "/other")).isFalse();
        assertThatThrownBy(() -> g.equal(file, dir + "/none")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void zerosAreRecognised() {
        g.truncateSize(makeFile(), 1_000_000);
        assertThat(g.isZero(file)).isTrue();

        g.pwrite(file, new byte[] {1}, 999_999);
        assertThat(g.isZero(file)).isFalse();
        g.truncate(file);
        assertThat(g.isZero(file)).isTrue();
    }

    private String makeFile() {
        g.touch(file);
        return file;
    }

    @Test
    void kindsAreRecognisedByContent() {
        write("plain words\n");
        assertThat(g.file(file)).isEqualTo("ASCII text");
        g.lnS("file", dir + "/link");
        assertThat(g.file(dir + "/link")).isEqualTo("symbolic link");
        assertThat(g.file(dir)).isEqualTo("directory");
        assertThat(g.file("/dev/sda")).contains("ext4 filesystem data");
    }

    @Test
    void compressedContentIsRecognisedInside() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("plain words\n".getBytes(StandardCharsets.UTF_8));
        }
        g.write(file, bytes.toByteArray());

        assertThat(g.file(file)).startsWith("ASCII text").contains("gzip compressed data");
        assertThat(g.zfile("gzip", file)).isEqualTo("ASCII text");
        assertThatThrownBy(() -> g.zfile("shrink", file)).isInstanceOf(GuestFSException.class);
    }

    @Test
    void programsTellTheirArchitecture() {
        g.write(file, elf(2, 62));
        assertThat(g.fileArchitecture(file)).isEqualTo("x86_64");
        g.write(file, elf(2, 183));
        assertThat(g.fileArchitecture(file)).isEqualTo("aarch64");
        g.write(file, elf(1, 3));
        assertThat(g.fileArchitecture(file)).isEqualTo("i386");

        write("no program");
        assertThatThrownBy(() -> g.fileArchitecture(file)).isInstanceOf(GuestFSException.class);
    }

    /** The head of an executable file for a machine. */
    private static byte[] elf(int wordClass, int machine) {
        return ByteBuffer.allocate(128)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x7f, 'E', 'L', 'F', (byte) wordClass, 1, 1})
                .putShort(16, (short) 2)
                .putShort(18, (short) machine)
                .putInt(20, 1)
                .array();
    }
}
