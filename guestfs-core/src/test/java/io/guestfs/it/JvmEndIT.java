package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.disaster.DoomedJvm;
import io.guestfs.disaster.Figures;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JVM ends with a real appliance running: qemu, the helpers and the directories go with it. */
@Timeout(300)
class JvmEndIT {

    @TempDir
    Path directory;

    @BeforeEach
    void hostIsReady() {
        RealHandle.assumeHostIsReady();
    }

    @ParameterizedTest
    @CsvSource({"SIGKILL,000", "SYSTEM_EXIT,077"})
    void nothingSurvivesItAndAllOfItWasPrivate(String end, String umask) throws Exception {
        try (DoomedJvm jvm = DoomedJvm.startReal(end, umask, directory)) {
            assertThat(jvm.modes())
                    .hasSizeGreaterThan(2)
                    .allSatisfy((file, mode) ->
                            assertThat(mode).as(file).isEqualTo(file.endsWith("/") ? "rwx------" : "rw-------"));
            jvm.end();
            long millis = jvm.awaitNothingLeft();
            Figures.note("end of the JVM, %s, real appliance: nothing left after %d ms", end, millis);
        }
    }
}
