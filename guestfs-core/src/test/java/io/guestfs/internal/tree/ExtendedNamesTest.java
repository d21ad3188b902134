package io.guestfs.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names come through whichever format the tar of the appliance makes when it is not told one. */
class ExtendedNamesTest {

    private static final byte[] GERMAN = "gr\u00f6\u00dfe".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RUSSIAN = "\u0434\u0430".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_UTF8 = {'n', (byte) 0xFF, (byte) 0xC3, '!'};
    private static final byte[] LONG = "l\u00e4".repeat(60).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private Path tree;
    private Path copy;

    @BeforeEach
    void makeDirectories() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
        copy = Files.createDirectory(directory.resolve("copy"));
    }

    private void unpack(String format) throws IOException, InterruptedException {
        Process tar = new ProcessBuilder("tar", "--format=" + format, "-C", tree.toString(), "-cf", "-", ".")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] archive = tar.getInputStream().readAllBytes();
        assertThat(tar.waitFor()).isZero();
        new TreeExtractor(copy, true, new LocalAccess(false, 0, false), false)
                .extract(new ByteArrayInputStream(archive));
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "gnu"})
    void namesAreTheirBytes(String format) throws Exception {
        for (byte[] name : new byte[][] {GERMAN, RUSSIAN, NO_UTF8, LONG}) {
            Files.write(LocalNames.child(tree, name), name);
        }
        Path below = Files.createDirectory(LocalNames.child(tree, "\u00e4".getBytes(StandardCharsets.UTF_8)));
        Files.writeString(below.resolve("plain"), "plain");

        unpack(format);

        for (byte[] name : new byte[][] {GERMAN, RUSSIAN, NO_UTF8, LONG}) {
            assertThat(LocalNames.child(copy, name)).hasBinaryContent(name);
        }
        assertThat(LocalNames.child(copy, "\u00e4".getBytes(StandardCharsets.UTF_8))
                        .resolve("plain"))
                .hasContent("plain");
        assertThat(copy.toFile().list()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "gnu"})
    void linksPointToTheirBytes(String format) throws Exception {
        Files.write(LocalNames.child(tree, GERMAN), GERMAN);
        Files.createLink(tree.resolve("second"), LocalNames.child(tree, GERMAN));
        Files.createSymbolicLink(tree.resolve("link"), LocalNames.path(NO_UTF8));
        Files.createSymbolicLink(tree.resolve("other"), LocalNames.path(GERMAN));

        unpack(format);

        assertThat(Files.isSameFile(copy.resolve("second"), LocalNames.child(copy, GERMAN)))
                .isTrue();
        assertThat(LocalNames.bytes(Files.readSymbolicLink(copy.resolve("link"))))
                .isEqualTo(NO_UTF8);
        assertThat(LocalNames.bytes(Files.readSymbolicLink(copy.resolve("other"))))
                .isEqualTo(GERMAN);
    }

    @Test
    void whatOnlyLooksLikeARecordIsNone() throws Exception {
        String name = "12 path=evil\n".repeat(12);
        Files.writeString(tree.resolve(name), "odd");
        unpack("gnu");
        assertThat(copy.toFile().list()).containsExactly(name);
    }
}
