package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.FakeAppliance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a launched handle keeps on the host is for its own user only, whatever the umask of the program is. */
@Timeout(120)
class UmaskTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void directoriesImagesAndSocketsArePrivate(String umask) throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        try (FakeAppliance appliance = FakeQemu.alone("answer");
                DoomedJvm jvm = DoomedJvm.start(
                        JvmEnd.SYSTEM_EXIT,
                        umask,
                        temporary,
                        appliance.hypervisor().toString(),
                        appliance.directory().resolve("appliance").toString(),
                        appliance.disk().toString())) {
            Map<String, String> modes = modes(temporary);
            assertThat(modes).as("a directory and an image").hasSizeGreaterThan(1);
            Path sockets = jvm.sockets();
            modes.put(sockets + "/", PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets)));
            modes.putAll(modes(sockets));
            assertThat(modes)
                    .allSatisfy((file, mode) ->
                            assertThat(mode).as(file).isEqualTo(file.endsWith("/") ? "rwx------" : "rw-------"));
            jvm.end();
            jvm.awaitNothingLeft();
        }
    }

    private static Map<String, String> modes(Path top) throws IOException {
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.filter(path -> !path.equals(top)).toList()) {
                String mode =
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
                modes.put(file + (Files.isDirectory(file) ? "/" : ""), mode);
            }
        }
        return modes;
    }
}
