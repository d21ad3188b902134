package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.FakeAppliance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
            Map<String, String> modes = jvm.modes();
            assertThat(modes).as("directories and an image").hasSizeGreaterThan(2);
            assertThat(modes)
                    .allSatisfy((file, mode) ->
                            assertThat(mode).as(file).isEqualTo(file.endsWith("/") ? "rwx------" : "rw-------"));
            jvm.end();
            jvm.awaitNothingLeft();
        }
    }
}
