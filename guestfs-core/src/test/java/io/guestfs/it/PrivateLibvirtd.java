package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A libvirtd of a test's own, with directories of its own: that of root runs in a mount namespace in which the directories of the
 * system are empty, that of a user gets others from its environment. Debian's libvirtd insists on a user that only the package of its
 * system service makes; there it is given another name of nobody.
 */
final class PrivateLibvirtd implements AutoCloseable {

    private static final String SYSTEM = """
            set -e
            mkdir -p /etc/libvirt
            for d in /etc/libvirt /var/lib /var/log /var/cache /run; do
              mount -t tmpfs -o mode=0755 none "$d"
            done
            for names in passwd group; do
              cp "/etc/$names" "$1/$names"
              grep -q ^libvirt-qemu: "/etc/$names" ||
                sed -nE 's/^(nobody|nogroup):/libvirt-qemu:/p' "/etc/$names" >> "$1/$names"
              mount --bind "$1/$names" "/etc/$names"
            done
            mkdir -p /var/lib/libvirt/qemu /var/log/libvirt /var/cache/libvirt
            cp "$1/qemu.conf" /etc/libvirt/
            exec libvirtd --config "$1/libvirtd.conf" --pid-file "$1/libvirtd.pid"
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path dir;
    private final Process process;
    private final String uri;

    private PrivateLibvirtd(Path dir, Process process, String uri) {
        this.dir = dir;
        this.process = process;
        this.uri = uri;
    }

    /** Skips the test where it can't be run. */
    static PrivateLibvirtd start() throws IOException {
        assumeTrue(onSystemPath("libvirtd"), "libvirtd is not installed: run guestfs-appliance/host-setup");
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        assumeTrue(!root || mayMount(), "this root may not mount");
        assumeTrue(RealHandle.onPath("virsh"), "virsh is not installed: run guestfs-appliance/host-setup");
        Path dir = Files.createTempDirectory(Path.of("/tmp"), "vd");
        Files.setPosixFilePermissions(dir, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Path sockets = dir.resolve("libvirt");
        write(dir.resolve("libvirtd.conf"), """
                unix_sock_dir = "%s"
                unix_sock_rw_perms = "0777"
                auth_unix_rw = "none"
                auth_unix_ro = "none"
                log_outputs = "3:file:%s"
                """.formatted(sockets, dir.resolve("libvirtd.log")));
        String qemu = """
                stdio_handler = "file"
                namespaces = []
                cgroup_controllers = []
                security_driver = "none"
                """;
        String user = "user = \"nobody\"\ngroup = \"" + groupForQemu() + "\"\n";
        write(dir.resolve("qemu.conf"), qemu + user);
        Files.createDirectories(sockets);
        write(sockets.resolve("qemu.conf"), qemu);
        ProcessBuilder builder = new ProcessBuilder(
                root
                        ? List.of("unshare", "-m", "sh", "-c", SYSTEM, "libvirtd", dir.toString())
                        : List.of(
                                "libvirtd",
                                "--config",
                                dir.resolve("libvirtd.conf").toString()));
        for (String name : List.of("CONFIG_HOME", "RUNTIME_DIR", "CACHE_HOME", "DATA_HOME", "STATE_HOME")) {
            builder.environment().put("XDG_" + name, dir.toString());
        }
        builder.environment().merge("PATH", "/usr/sbin", (path, sbin) -> path + ":" + sbin);
        builder.redirectErrorStream(true).redirectOutput(dir.resolve("output").toFile());
        Process process = builder.start();
        PrivateLibvirtd started = new PrivateLibvirtd(
                dir,
                process,
                "qemu+unix:///" + (root ? "system" : "session") + "?socket=" + sockets.resolve("libvirt-sock"));
        started.awaitUp();
        return started;
    }

    /** Where KVM is there and libvirt's user may not open it, libvirt asks all qemus anew for each domain: that takes minutes. */
    private static String groupForQemu() throws IOException {
        Path kvm = Path.of("/dev/kvm");
        if (Files.exists(kvm)) {
            return "+" + Files.getAttribute(kvm, "unix:gid");
        }
        Process id = new ProcessBuilder("id", "-g", "nobody").start();
        return "+" + new String(id.getInputStream().readAllBytes(), UTF_8).strip();
    }

    /** That of a container may not. */
    private static boolean mayMount() throws IOException {
        Process trial = new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", "/var/log")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return trial.waitFor() == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean onSystemPath(String program) {
        return RealHandle.onPath(program) || Files.isExecutable(Path.of("/usr/sbin", program));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, UTF_8);
    }

    private void awaitUp() throws IOException {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !process.isAlive() || virsh("list").status() == 0);
        } catch (ConditionTimeoutException e) {
            String why = said();
            close();
            throw new IOException("a libvirtd of our own does not answer: " + why, e);
        }
        if (!process.isAlive()) {
            String why = said();
            close();
            throw new IOException("a libvirtd of our own can't be started here: " + why);
        }
    }

    private String said() throws IOException {
        Path log = dir.resolve("libvirtd.log");
        return Files.readString(dir.resolve("output"), UTF_8) + (Files.exists(log) ? Files.readString(log, UTF_8) : "");
    }

    record Answer(int status, List<String> lines) {}

    /** Runs virsh on this libvirtd, which may hang: virsh then would, too. */
    Answer virsh(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", uri));
        command.addAll(List.of(words));
        Path said = Files.createTempFile(dir, "virsh", ".out");
        Process virsh = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!virsh.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("libvirtd does not answer " + command);
            }
            List<String> lines = Files.readAllLines(said, UTF_8);
            return new Answer(
                    virsh.exitValue(),
                    lines.stream().filter(line -> !line.isBlank()).toList());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            virsh.destroyForcibly();
            Files.deleteIfExists(said);
        }
    }

    /** The names of all domains. */
    List<String> domains() throws IOException {
        return virsh("list", "--all", "--name").lines();
    }

    String uri() {
        return uri;
    }

    /** The backend of a handle that launches through it. */
    String backend() {
        return "libvirt:" + uri;
    }

    /** Whether it is that of the system, which runs qemu as another user. */
    boolean system() {
        return uri.contains("/system");
    }

    ProcessHandle daemon() {
        return process.toHandle();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                // It writes into its directory to the end.
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
        try (var tree = Files.walk(dir)) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
