package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.guestfs.childjvm.ChildJvm;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program whose download to its own standard output was given up can still use its standard output. */
@Timeout(180)
class AbandonedOutputTest {

    private static final Duration CEILING = Duration.ofSeconds(60);
    private static final int FULL_PIPE = 64 * 1024;

    @TempDir
    private Path directory;

    @Test
    void theStandardOutputOutlivesADownloadThatNobodyTook() throws Exception {
        Path said = directory.resolve("said");
        Process child = ChildJvm.of(AbandonedOutputMain.class, "-Xmx64m")
                .redirectError(said.toFile())
                .start();
        try (InputStream out = child.getInputStream()) {
            await().atMost(CEILING).until(() -> out.available() >= FULL_PIPE);
            child.getOutputStream().close();
            await().atMost(CEILING).until(() -> Files.readString(said).contains(AbandonedOutputMain.GIVEN_UP));
            String rest = new String(out.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(rest.contains(AbandonedOutputMain.STILL_OPEN))
                    .as("what the program said afterwards came through")
                    .isTrue();
            assertThat(child.waitFor()).isZero();
        } finally {
            child.destroyForcibly();
        }
    }
}
