package io.guestfs.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.protocol.description.MiniDescription;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares everything that the miniature description produces with {@code src/test/resources/expected}. What was produced
 * is left in {@code target/golden}, under the names the expected files have, to be looked at and copied when it is right.
 */
class GoldenSourcesTest {
    @Test
    void producesExactlyTheExpectedSources() throws Exception {
        Map<String, String> produced = new TreeMap<>();
        GenerateSources.generate(GenerateSources.checked(MiniDescription.original()))
                .texts()
                .forEach((path, text) -> produced.put(path.replace('/', '.') + ".txt", text));
        keep(produced);

        Map<String, String> expected = expected();
        assertThat(produced.keySet()).isEqualTo(expected.keySet());
        produced.forEach((name, text) -> assertThat(text).as(name).isEqualTo(expected.get(name)));
    }

    private static Map<String, String> expected() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(GoldenSourcesTest.class.getResource("/expected"))
                .toURI());
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                texts.put(String.valueOf(file.getFileName()), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static void keep(Map<String, String> produced) throws IOException {
        Path folder = Files.createDirectories(Path.of("target/golden"));
        for (Map.Entry<String, String> file : produced.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
        }
    }
}
