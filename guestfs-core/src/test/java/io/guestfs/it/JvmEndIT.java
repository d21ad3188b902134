package io.guestfs.it;

import io.guestfs.disaster.DoomedJvm;
import io.guestfs.disaster.Figures;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    @ValueSource(strings = {"SIGKILL", "SYSTEM_EXIT"})
    void nothingSurvivesIt(String end) throws Exception {
        try (DoomedJvm jvm = DoomedJvm.startReal(end, directory)) {
            jvm.end();
            long millis = jvm.awaitNothingLeft();
            Figures.note("end of the JVM, %s, real appliance: nothing left after %d ms", end, millis);
        }
    }
}
