package io.guestfs.appliance.workdir;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.childjvm.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The umask belongs to the process, so each is tried in a JVM of its own. */
class OddUmaskTest {
    @TempDir
    Path base;

    /** Makes one of each kind and prints the modes. */
    public static void main(String[] arguments) throws Exception {
        Path base = Path.of(arguments[0]);
        try (WorkDirectories directories = new WorkDirectories(BaseDirectories.of(base, base, base))) {
            Path file = directories.tempFile("a", "img");
            SafeModes.createPrivateFile(file);
            print(directories.temporary());
            print(directories.sockets());
            print(directories.cache());
            print(file);
        }
    }

    private static void print(Path path) throws IOException {
        System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "0022", "0077", "0177"})
    void modesDoNotDependOnIt(String umask) throws Exception {
        ProcessBuilder builder = ChildJvm.of(OddUmaskTest.class, "-XX:-UsePerfData", "-Djffi.extract.dir=" + base);
        builder.command().add(base.toString());
        builder.command().addAll(0, List.of("/bin/sh", "-c", "umask " + umask + " && exec \"$@\"", "sh"));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output.lines()).containsExactly("rwx------", "rwx------", "rwx------", "rw-------");
    }
}
