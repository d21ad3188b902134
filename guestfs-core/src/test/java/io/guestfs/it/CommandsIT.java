package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.UtsName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs of the guest, run inside it, and the appliance's own kernel. */
class CommandsIT {

    private static final String BUSYBOX = "/bin/busybox";

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();

    /** Makes a guest whose only program is a static busybox of the host. */
    @BeforeAll
    static void makeTheGuest() throws IOException {
        TarArchive root = new TarArchive();
        for (String name : new String[] {"bin", "dev", "proc", "sys", "etc", "tmp"}) {
            root.directory(name);
        }
        Optional<Path> busybox = staticBusybox();
        if (busybox.isPresent()) {
            root.file("bin/busybox", 0755, Files.readAllBytes(busybox.get()));
            for (String name : new String[] {"sh", "cat", "echo", "false"}) {
                root.symlink("bin/" + name, "busybox");
            }
        }
        appliance.g().tarIn(new ByteArrayInputStream(root.toByteArray()), "/");
    }

    private static Optional<Path> staticBusybox() throws IOException {
        for (Path path : Stream.of("/bin/busybox", "/usr/bin/busybox", "/usr/sbin/busybox")
                .map(Path::of)
                .toList()) {
            // A dynamic program names its loader near its start, and the guest has none.
            if (Files.isReadable(path) && !head(path).contains("/ld-")) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private static String head(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            return new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1);
        }
    }

    private void assumeTheGuestHasPrograms() {
        assumeTrue(g.exists(BUSYBOX), "no static busybox on this host: run guestfs-appliance/host-setup");
    }

    @Test
    void whatAProgramPrintsIsTheResult() {
        assumeTheGuestHasPrograms();

        assertThat(g.command(List.of(BUSYBOX, "echo", "two  spaces", "$HOME"))).isEqualTo("two  spaces $HOME\n");
        assertThat(g.commandLines(List.of(BUSYBOX, "printf", "a\\nb\\n\\nc"))).containsExactly("a", "b", "", "c");
        assertThat(g.command(List.of("/bin/echo", "-n", "ü", "\udcff"))).isEqualTo("ü \udcff");
    }

    @Test
    void programsSeeTheFilesOfTheGuest() {
        assumeTheGuestHasPrograms();
        g.write("/etc/motd", "welcome\n".getBytes(StandardCharsets.UTF_8));

        assertThat(g.command(List.of("/bin/cat", "/etc/motd"))).isEqualTo("welcome\n");
        assertThat(g.sh("echo changed > /tmp/made; pwd")).isEqualTo("/\n");
        assertThat(g.cat("/tmp/made")).isEqualTo("changed\n");
        assertThat(g.sh("cat /proc/self/comm")).isEqualTo("cat\n");
    }

    @Test
    void aShellExpandsItsCommandLine() {
        assumeTheGuestHasPrograms();

        assertThat(g.sh("for i in 1 2 3; do echo $((i * i)); done")).isEqualTo("1\n4\n9\n");
        assertThat(g.shLines("echo /bin/busy*; echo second")).containsExactly("/bin/busybox", "second");
    }

    @Test
    void whatAProgramComplainsIsTheMessageOfTheError() {
        assumeTheGuestHasPrograms();

        assertThatThrownBy(() -> g.command(List.of("/bin/cat", "/no/such/file")))
                .isInstanceOf(GuestFSException.class)
                .hasMessageStartingWith("command: ")
                .hasMessageContaining("/no/such/file");
        assertThatThrownBy(() -> g.sh("echo it broke >&2; exit 3"))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("it broke");
        assertThatThrownBy(() -> g.command(List.of("/bin/false"))).isInstanceOf(GuestFSException.class);
    }

    @Test
    void programsThatAreNotThereCanNotRun() {
        assertThatThrownBy(() -> g.command(List.of("/bin/none"))).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.command(List.of())).isInstanceOf(GuestFSException.class);
        assertThat(g.isDir("/bin")).isTrue();
    }

    @Test
    void outputThatNoMessageCanCarryIsAnError() {
        assumeTheGuestHasPrograms();

        assertThatThrownBy(() -> g.sh("busybox yes | busybox head -c 5000000")).isInstanceOf(GuestFSException.class);
        assertThat(g.sh("echo still here")).isEqualTo("still here\n");
    }

    @Test
    void outputOfProgramsGoesToTheHost() {
        assumeTheGuestHasPrograms();
        ByteArrayOutputStream shell = new ByteArrayOutputStream();
        ByteArrayOutputStream command = new ByteArrayOutputStream();

        g.shOut("echo text", shell);
        g.commandOut(List.of("/bin/busybox", "echo", "more"), command);

        assertThat(shell.toString(StandardCharsets.UTF_8)).isEqualTo("text\n");
        assertThat(command.toString(StandardCharsets.UTF_8)).isEqualTo("more\n");
    }

    @Test
    void theKernelOfTheApplianceTellsItsNameAndLog() {
        UtsName uts = g.utsname();

        assertThat(uts.utsSysname()).isEqualTo("Linux");
        assertThat(uts.utsMachine()).isIn("x86_64", "aarch64", "ppc64le", "s390x", "riscv64", "i686", "armv7l");
        assertThat(g.dmesg()).contains(uts.utsRelease());
    }

    @Test
    void modulesOfTheKernelAreLoaded() {
        g.modprobe("vfat");
        assertThat(g.filesystemAvailable("vfat")).isTrue();

        assertThatThrownBy(() -> g.modprobe("no_such_module"))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("no_such_module");
    }

    @Test
    void theApplianceItselfCanBeLookedInto() {
        assertThat(g.debug("help", List.of())).contains("help", "env");
        assertThat(g.debug("sh", List.of("echo", "inside"))).isEqualTo("inside");
        assertThatThrownBy(() -> g.debug("nothing", List.of())).isInstanceOf(GuestFSException.class);

        g.debugUpload(new ByteArrayInputStream("uploaded".getBytes(StandardCharsets.UTF_8)), "/tmp/uploaded", 0640);
        assertThat(g.debug("sh", List.of("cat", "/tmp/uploaded"))).startsWith("uploaded");
        assertThat(g.debug("sh", List.of("stat", "-c", "%a", "/tmp/uploaded"))).isEqualTo("640");
    }
}
