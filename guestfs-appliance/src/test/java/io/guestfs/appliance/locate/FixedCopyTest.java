package io.guestfs.appliance.locate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixedCopyTest {
    @TempDir
    Path directory;

    @Test
    void theTargetMayBeALinkToADirectory() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        ApplianceFiles files = new ApplianceFiles(
                Files.writeString(source.resolve("kernel"), "k"),
                Files.writeString(source.resolve("initrd"), "i"),
                Files.writeString(source.resolve("root"), "r"));
        Path real = Files.createDirectory(directory.resolve("real"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        new FixedCopy(files, link).make();
        assertThat(real.resolve("root")).hasContent("r");
        assertThat(real.resolve("README.fixed")).exists();
        new FixedCopy(files, link.resolve("new/below")).make();
        assertThat(real.resolve("new/below/kernel")).hasContent("k");
    }
}
