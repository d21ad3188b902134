package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What qemu is given and what is kept from it. The real qemu in its cage is in {@code CageIT} of guestfs-core. */
@Timeout(60)
class CagedQemuTest {
    @TempDir
    Path temporary;

    private final RecordingListener listener = new RecordingListener();
    private WorkDirectories directories;
    private Path appliance;
    private Path seen;

    @BeforeEach
    void prepare() throws IOException {
        directories = new WorkDirectories(BaseDirectories.of(temporary, temporary, Path.of("/tmp")));
        appliance = FakeQemu.appliance(temporary);
        seen = temporary.resolve("seen");
    }

    @AfterEach
    void cleanUp() {
        directories.close();
    }

    private LaunchRequest.Builder request(Path hv, String... settings) throws ApplianceException {
        List<String> all = new java.util.ArrayList<>(List.of("force_tcg"));
        all.addAll(List.of(settings));
        return LaunchRequest.builder(directories, appliance.toString())
                .hv(hv.toString())
                .backendSettings(all)
                .timeout(Duration.ofSeconds(60))
                .drives(List.of(Drive.file("/dev/null").build()));
    }

    private ApplianceException failure(LaunchRequest request) {
        return catchThrowableOfType(
                ApplianceException.class, () -> new ApplianceLauncher(warning -> true).launch(request, listener));
    }

    private Path recordingWords() throws IOException {
        return FakeQemu.script(temporary, "printf '%s\\n' \"$@\" >> '" + seen + "'; exit 0");
    }

    @Test
    void theSandboxIsOnUnlessItIsTurnedOff() throws Exception {
        Path hv = recordingWords();
        failure(request(hv).build());
        assertThat(Files.readAllLines(seen)).contains("-sandbox");
        Files.delete(seen);
        failure(request(hv, "sandbox=0", "drop_privileges=0").build());
        assertThat(Files.readAllLines(seen)).doesNotContain("-sandbox", "-runas", "-chroot");
    }

    @Test
    void aQemuWithoutSeccompIsStartedWithoutIt() throws Exception {
        Path hv = FakeQemu.program(temporary, "serve");
        String text = Files.readString(hv)
                .replace(
                        "exec ",
                        "case \"$*\" in *-sandbox*) echo 'qemu: sandbox support is not enabled' >&2; exit 1;; esac\n"
                                + "exec ");
        Files.writeString(hv, text);
        try (RunningAppliance running =
                new ApplianceLauncher(warning -> true).launch(request(hv).build(), listener)) {
            assertThat(running.alive()).isTrue();
        }
    }

    @Test
    void unknownVariablesStayOutOfTheEnvironmentOfQemu() throws Exception {
        Path hv = FakeQemu.script(temporary, "env > '" + seen + "'; exit 0");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("DATABASE_PASSWORD", "TOPSECRET");
        environment.put("https_proxy", "http://proxy");
        failure(request(hv).environment(environment).build());
        assertThat(Files.readString(seen))
                .doesNotContain("TOPSECRET")
                .contains("https_proxy=http://proxy")
                .contains("LC_ALL=C");
    }

    @Test
    void theSocketIsForItsOwnerOnly() throws Exception {
        Path hv = FakeQemu.script(
                temporary,
                "for w; do case $w in socket,*) p=${w#*path=}; stat -c %a \"${p%%,*}\" > '" + seen
                        + "';; esac; done; exit 0");
        failure(request(hv).build());
        assertThat(Files.readString(seen).strip()).isEqualTo("600");
    }
}
