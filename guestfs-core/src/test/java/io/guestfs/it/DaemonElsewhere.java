package io.guestfs.it;

import io.guestfs.GuestFS;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A daemon that runs without this library: started by hand, behind a socket of this host. */
final class DaemonElsewhere implements AutoCloseable {

    private static final Path DAEMON_OF_THE_APPLIANCE =
            Path.of("/usr/lib/x86_64-linux-gnu/guestfs/supermin.d/daemon.tar.gz");

    private final Process process;
    private final Path socket;

    private DaemonElsewhere(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the process ended at once with status " + process.exitValue());
            }
            return LocalServers.listens(socket);
        });
    }

    /** The daemon itself as a process of this host, in a world of its own, so that it finds none of our disks. */
    static DaemonElsewhere onHost(Path directory) throws IOException, InterruptedException {
        run(List.of("tar", "-xf", DAEMON_OF_THE_APPLIANCE.toString(), "-C", directory.toString()));
        Path socket = directory.resolve("host.sock");
        String script = "mount -t tmpfs dev /dev && mknod -m 666 /dev/null c 1 3 && mkdir -p /dev/disk/by-path"
                + " && exec \"$1\" -r --listen -c \"$2\"";
        return start(
                List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        script,
                        "sh",
                        directory.resolve("usr/sbin/guestfsd").toString(),
                        socket.toString()),
                directory,
                socket);
    }

    /** A qemu that somebody started, with the daemon and one disk in it, waiting for whoever connects. */
    static DaemonElsewhere inGuest(Path directory, Path disk) throws IOException {
        Path appliance = appliance();
        Path socket = directory.resolve("guest.sock");
        return start(
                List.of(
                        "qemu-system-x86_64",
                        "-accel",
                        "tcg",
                        "-m",
                        "1280",
                        "-nodefaults",
                        "-display",
                        "none",
                        "-no-reboot",
                        "-kernel",
                        appliance.resolve("kernel").toString(),
                        "-initrd",
                        appliance.resolve("initrd").toString(),
                        "-append",
                        "panic=1 console=ttyS0 root=UUID=" + uuid(appliance.resolve("root")) + " TERM=dumb",
                        "-device",
                        "virtio-scsi-pci",
                        "-drive",
                        "file=" + disk + ",format=raw,if=none,id=disk",
                        "-device",
                        "scsi-hd,drive=disk",
                        "-drive",
                        "file=" + appliance.resolve("root") + ",format=raw,snapshot=on,if=none,id=root",
                        "-device",
                        "scsi-hd,drive=root",
                        "-device",
                        "virtio-serial-pci",
                        "-chardev",
                        "socket,path=" + socket + ",server=on,wait=off,id=channel",
                        "-device",
                        "virtserialport,chardev=channel,name=org.libguestfs.channel.0",
                        "-serial",
                        "file:" + directory.resolve("console.log")),
                directory,
                socket);
    }

    /** What the library has built; a launch builds it where it is missing. */
    private static Path appliance() {
        try (GuestFS g = new GuestFS()) {
            int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            Path built = Path.of(g.getCachedir(), ".guestfs-" + user, "appliance.d");
            if (!Files.exists(built.resolve("root"))) {
                g.addDrive("/dev/null");
                g.launch();
            }
            return built;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which of two disks is found first is a matter of luck, so the root is named by what is in it. */
    private static UUID uuid(Path ext) throws IOException {
        ByteBuffer uuid = ByteBuffer.allocate(16);
        try (FileChannel image = FileChannel.open(ext)) {
            image.read(uuid, 1024 + 0x68);
        }
        return new UUID(uuid.getLong(0), uuid.getLong(8));
    }

    private static DaemonElsewhere start(List<String> command, Path directory, Path socket) throws IOException {
        Files.deleteIfExists(socket);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        return new DaemonElsewhere(
                builder.redirectOutput(directory.resolve("output.log").toFile()).start(), socket);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("failed: " + command);
        }
    }

    /** Where it listens. */
    Path socket() {
        return socket;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for its own end. */
    boolean ends() throws InterruptedException {
        return process.waitFor(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
