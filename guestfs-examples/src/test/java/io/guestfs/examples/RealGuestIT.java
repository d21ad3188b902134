package io.guestfs.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that read a guest, run by their script on the real Debian that the tests of guestfs-core make and keep. */
class RealGuestIT {

    private static final Properties facts = new Properties();
    private static String image = "";

    @TempDir
    Path directory;

    @BeforeAll
    static void findGuest() throws IOException {
        String given = System.getenv("XDG_CACHE_HOME");
        Path cache = (given == null || given.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(given))
                .resolve("guestfs-java");
        Path file = cache.resolve("test-guest").resolve("facts.properties");
        assumeTrue(Files.exists(file), "no real guest in " + cache + ": the integration tests of guestfs-core make it");
        try (InputStream in = Files.newInputStream(file)) {
            facts.load(in);
        }
        try (DirectoryStream<Path> images =
                Files.newDirectoryStream(cache, "test-guest-" + facts.getProperty("recipe") + "-*.img")) {
            images.forEach(found -> image = found.toString());
        }
        assumeTrue(!image.isEmpty(), "no image of the real guest in " + cache);
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.command().add(0, Path.of("run").toAbsolutePath().toString());
        int status = builder.start().waitFor();
        assertThat(status).as(() -> "status of " + builder.command()).isZero();
        return Files.readString(out);
    }

    @Test
    void inspectGuestNamesSystemFileSystemsAndMountPoints() throws Exception {
        String said = run("InspectGuest", image);

        String root = facts.getProperty("device.root");
        assertThat(said)
                .contains(
                        "Root: " + root,
                        "Product:      " + facts.getProperty("product"),
                        "Distribution: " + facts.getProperty("distro"),
                        "Version:      " + facts.getProperty("version"),
                        "Architecture: " + facts.getProperty("architecture"),
                        "Host name:    " + facts.getProperty("hostname"))
                .containsPattern(facts.getProperty("device.swap") + " +swap ")
                .containsPattern(root + " +ext4 ")
                .containsPattern("(?m)^ +/boot +/dev/sda1$")
                .containsPattern("(?m)^ +/ +" + root + "$");
    }

    @Test
    void catFilePrintsFilesOfRootAndBoot() throws Exception {
        assertThat(run("CatFile", image, "/etc/hostname")).isEqualTo(facts.getProperty("hostname") + "\n");
        assertThat(run("CatFile", image, "/boot/" + facts.getProperty("boot.kernel")))
                .isEqualTo("no kernel\n");
    }
}
