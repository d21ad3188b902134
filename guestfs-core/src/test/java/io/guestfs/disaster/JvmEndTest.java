package io.guestfs.disaster;

import io.guestfs.FakeAppliance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a JVM ends, its qemu, the helpers and the directories go with it. */
@Timeout(120)
class JvmEndTest {

    /** Ends that give the JVM no moment for anything. */
    private static final Set<JvmEnd> HARD =
            EnumSet.of(JvmEnd.RUNTIME_HALT, JvmEnd.SIGKILL, JvmEnd.SIGABRT, JvmEnd.OUT_OF_MEMORY);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(value = JvmEnd.class, mode = EnumSource.Mode.EXCLUDE, names = "DROPPED_HANDLE")
    void nothingSurvivesIt(JvmEnd end) throws Exception {
        measure(end, HARD.contains(end) ? "stubborn" : "", false);
    }

    @ParameterizedTest
    @EnumSource(
            value = JvmEnd.class,
            names = {"SIGKILL", "RUNTIME_HALT"})
    void norDoesAQemuThatIsStopped(JvmEnd end) throws Exception {
        measure(end, "stubborn", true);
    }

    private void measure(JvmEnd end, String manner, boolean stopped) throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        try (FakeAppliance appliance = FakeQemu.alone("answer", manner);
                DoomedJvm jvm = DoomedJvm.start(
                        end,
                        temporary,
                        appliance.hypervisor().toString(),
                        appliance.directory().resolve("appliance").toString(),
                        appliance.disk().toString())) {
            if (stopped) {
                FakeQemu.signal(jvm.qemu(), "STOP");
            }
            jvm.end();
            long millis = jvm.awaitNothingLeft();
            Figures.note(
                    "end of the JVM, %s%s: nothing left after %d ms", end, stopped ? ", qemu stopped" : "", millis);
        }
    }
}
