package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.childjvm.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far more data than memory, and the standard streams, both in a JVM of their own. */
class LargeTransferIT {

    @TempDir
    Path host;

    @Test
    void aGibibyteGoesThroughAHeapOf64MebibytesUnchanged() throws Exception {
        RealHandle.assumeHostIsReady();
        Path out = host.resolve("out");

        Process child = ChildJvm.of(LargeTransferMain.class, "-Xmx64m")
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        child.getOutputStream().close();

        assertThat(child.waitFor()).isZero();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("bytes up 1073741824");
        assertThat(lines.get(1)).isEqualTo("bytes down 1073741824");
        assertThat(lines.get(2)).startsWith("sum up ").hasSize("sum up ".length() + 64);
        assertThat(lines.get(3)).isEqualTo(lines.get(2).replace("up", "down"));
    }

    @Test
    void theStandardStreamsAreFileArguments() throws Exception {
        RealHandle.assumeHostIsReady();
        Path in = Files.writeString(host.resolve("in"), "text of the standard input, \u00fcber alles\n");
        Path out = host.resolve("out");
        Path err = host.resolve("err");

        Process child = ChildJvm.of(StandardStreamsMain.class, "-Dorg.slf4j.simpleLogger.defaultLogLevel=off")
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();

        assertThat(child.waitFor()).as(() -> read(err)).isZero();
        assertThat(out).hasContent(read(in).repeat(2) + "still open\n");
        assertThat(err).content(StandardCharsets.UTF_8).contains(read(in));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
