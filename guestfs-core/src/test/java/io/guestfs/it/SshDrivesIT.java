package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.childjvm.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drives over ssh, with a server of our own. qemu looks for keys and known hosts in the home directory that {@code /etc/passwd}
 * names; so server and client see, in mount namespaces of their own, what the test wants them to see.
 */
@Timeout(600)
class SshDrivesIT {

    private static final Path SERVER = Path.of("/usr/sbin/sshd");
    private static final Path USERS = Path.of("/etc/passwd");

    @TempDir
    Path directory;

    private static void assumePossible() throws Exception {
        RealHandle.assumeHostIsReady();
        assumeTrue(Files.isExecutable(SERVER), "openssh-server is not installed: run guestfs-appliance/host-setup");
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "only root can give sshd and qemu another home directory");
        assumeTrue(
                new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0,
                "no mount namespaces can be made here");
        String said = MarkedImage.run(List.of("sh", "-c", "qemu-img info --image-opts driver=ssh 2>&1 || true"));
        assumeTrue(
                !said.contains("Unknown driver"),
                "qemu-block-extra is not installed: run guestfs-appliance/host-setup");
    }

    private void key(String name) throws Exception {
        MarkedImage.run(List.of(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                directory.resolve(name).toString()));
    }

    private Path users() throws Exception {
        String text = Files.readString(USERS)
                .replaceFirst("(?m)^root:([^:]*:0:0:[^:]*):[^:]*:", "root:$1:" + directory + ":");
        return Files.writeString(directory.resolve("passwd"), text);
    }

    private void startServer(LocalServers servers, int port) throws Exception {
        Path keys = Files.createDirectory(directory.resolve(".ssh"));
        key("host");
        key(".ssh/id_ed25519");
        String[] host = Files.readString(directory.resolve("host.pub")).split(" ", -1);
        Files.writeString(
                keys.resolve("known_hosts"),
                "[" + LocalServers.HOST + "]:" + port + " " + host[0] + " " + host[1] + "\n");
        Path configuration = directory.resolve("sshd_config");
        Files.write(
                configuration,
                List.of(
                        "Port " + port,
                        "ListenAddress " + LocalServers.HOST,
                        "HostKey " + directory.resolve("host"),
                        "AuthorizedKeysFile " + keys.resolve("id_ed25519.pub"),
                        "PidFile none",
                        "StrictModes no",
                        "UsePAM no",
                        "PasswordAuthentication no",
                        "PermitRootLogin prohibit-password",
                        "Subsystem sftp internal-sftp"));
        servers.start(
                Map.of(),
                List.of(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && exec " + SERVER + " -D -e -f \"$0\"",
                        configuration.toString()));
        LocalServers.awaitPort(port);
    }

    /** Runs the program against a server of our own; gives what it saw. */
    private List<String> run(List<Path> images) throws Exception {
        Path seen = directory.resolve("seen");
        int port = LocalServers.freePort();
        try (LocalServers servers = new LocalServers(directory)) {
            startServer(servers, port);
            List<String> command = new ArrayList<>(List.of(
                    "unshare",
                    "-m",
                    "sh",
                    "-c",
                    "mount --bind \"$0\" " + USERS + " && exec \"$@\"",
                    users().toString()));
            command.addAll(ChildJvm.of(SshDrivesMain.class).command());
            command.addAll(List.of(LocalServers.HOST + ":" + port, seen.toString()));
            images.forEach(image -> command.add(image.toString()));
            Path output = directory.resolve("output");
            Process program = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = program.waitFor(9, TimeUnit.MINUTES);
            program.destroyForcibly().waitFor();
            assertThat(ended).isTrue();
            assertThat(program.exitValue()).as(Files.readString(output)).isZero();
        }
        return Files.readAllLines(seen);
    }

    @Test
    void imagesOverSshAreReadAndWritten() throws Exception {
        assumePossible();
        Path written = MarkedImage.make(directory.resolve("to write, 1.img"), "to write");
        Path read = MarkedImage.make(directory.resolve("to read"), "to read");
        byte[] before = Files.readAllBytes(read);
        assertThat(run(List.of(written, read))).containsExactly("to write", "to read");
        assertThat(MarkedImage.cat(written, "/written")).isEqualTo("over ssh");
        assertThat(Files.readAllBytes(read)).isEqualTo(before);
    }

    @Test
    void theyArePluggedInAndGrow() throws Exception {
        assumePossible();
        assumeTrue(RealHandle.onPath("qemu-nbd"), "qemu-nbd is not installed: run guestfs-appliance/host-setup");
        Path written = MarkedImage.make(directory.resolve("to write, 1.img"), "to write");
        Path read = MarkedImage.make(directory.resolve("to read"), "to read");
        Path grows = directory.resolve("grows");
        convert("qcow2", written, grows);
        byte[] before = Files.readAllBytes(read);
        long small = Files.size(grows);
        assertThat(run(List.of(written, read, grows)))
                .containsExactly("to write", "to read", "to write", "programs 3", "programs 2", "programs 0");
        assertThat(MarkedImage.cat(written, "/written")).isEqualTo("over ssh");
        assertThat(Files.readAllBytes(read)).isEqualTo(before);
        assertThat(Files.size(grows)).isGreaterThan(small + (1 << 20));
        MarkedImage.run(List.of("qemu-img", "check", "-q", "-f", "qcow2", grows.toString()));
        Path unpacked = directory.resolve("unpacked");
        convert("raw", grows, unpacked);
        assertThat(MarkedImage.cat(unpacked, "/written")).isEqualTo("over ssh");
    }

    private static void convert(String format, Path from, Path to) throws Exception {
        MarkedImage.run(List.of("qemu-img", "convert", "-O", format, from.toString(), to.toString()));
    }
}
