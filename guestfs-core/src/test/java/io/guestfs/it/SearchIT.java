package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lines found by regular expressions and plain words, in files and in gzipped files. */
class SearchIT {

    private static final String TEXT = "apple\nBanana\nab+c\nabbc\ncherry pie\n";

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();
    private final String file = dir + "/file";
    private final String zipped = dir + "/file.gz";

    @BeforeEach
    void writeFiles() throws IOException {
        g.write(file, TEXT.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }
        g.write(zipped, bytes.toByteArray());
    }

    @Test
    void linesMatchARegularExpression() {
        assertThat(g.grep("^[a-b]", file)).containsExactly("apple", "ab+c", "abbc");
        assertThat(g.grep("^b", file, o -> o.insensitive(true))).containsExactly("Banana");
        assertThat(g.grep("pie", zipped, o -> o.compressed(true))).containsExactly("cherry pie");
    }

    @Test
    void aPlusIsPlainTextUnlessTheExpressionIsExtended() {
        assertThat(g.grep("ab+c", file)).containsExactly("ab+c");
        assertThat(g.grep("ab+c", file, o -> o.extended(true))).containsExactly("abbc");
        assertThat(g.grep("ab+c", file, o -> o.fixed(true))).containsExactly("ab+c");
        assertThatThrownBy(() -> g.grep("ab+c", file, o -> o.extended(true).fixed(true)))
                .isInstanceOf(GuestFSException.class);
    }

    @Test
    void noMatchIsAnEmptyList() {
        assertThat(g.grep("durian", file)).isEmpty();
        assertThat(g.zfgrep("durian", zipped)).isEmpty();
    }

    @Test
    void brokenExpressionsAndMissingFilesAreErrors() {
        assertThatThrownBy(() -> g.grep("[", file)).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.grep("a", dir + "/none"))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"));
    }

    @Test
    void matchesThatNoMessageCanCarryAreAnError() {
        g.fillPattern("a line that matches\n", 6_000_000, dir + "/large");

        assertThatThrownBy(() -> g.grep("matches", dir + "/large")).isInstanceOf(GuestFSException.class);
        assertThat(g.grep("apple", file)).containsExactly("apple");
    }

    @Test
    void theOldFormsFindTheSame() {
        assertThat(g.grepi("BANANA", file)).containsExactly("Banana");
        assertThat(g.egrep("ab+c", file)).containsExactly("abbc");
        assertThat(g.egrepi("AB+C", file)).containsExactly("abbc");
        assertThat(g.fgrep("b+c", file)).containsExactly("ab+c");
        assertThat(g.fgrepi("B+C", file)).containsExactly("ab+c");
    }

    @Test
    void theOldFormsLookIntoGzippedFiles() {
        assertThat(g.zgrep("^ap", zipped)).containsExactly("apple");
        assertThat(g.zgrepi("^AP", zipped)).containsExactly("apple");
        assertThat(g.zegrep("ab+c", zipped)).containsExactly("abbc");
        assertThat(g.zegrepi("AB+C", zipped)).containsExactly("abbc");
        assertThat(g.zfgrep("b+c", zipped)).containsExactly("ab+c");
        assertThat(g.zfgrepi("B+C", zipped)).containsExactly("ab+c");
    }
}
