package io.guestfs.appliance.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed qemu understands the words for a drive of each kind. It is started without a guest and ended at once. */
class AcceptedDrivesIT {
    /** What qemu says when it has understood everything, and there is no server. */
    private static final String NO_SERVER =
            "(?s).*(Connection refused|[Ff]ailed to connect|[Cc]ould not connect|[Cc]ouldn't connect|No such file or"
                    + " directory|iSCSI: Failed|CURL: Error|SSH|not connected|error connecting|rados).*";

    private static final long TRYING_SECONDS = 20;

    @TempDir
    Path directory;

    private final Path qemu =
            ProgramPath.find("qemu-system-x86_64", System.getenv()).orElse(Path.of("not-installed"));

    @BeforeEach
    void makeFiles() throws Exception {
        assumeTrue(Files.isExecutable(qemu), "qemu is not installed: run guestfs-appliance/host-setup");
        for (String name : List.of("a.img", DriveKinds.ODD)) {
            Files.write(directory.resolve(name), new byte[1 << 20]);
        }
        for (int i = 1; i < 10; i++) {
            Files.writeString(directory.resolve("secret" + i + ".txt"), "QUJDREVGRw==");
        }
        QemuImg images = new QemuImg(System.getenv(), line -> {});
        images.createOverlay(directory.resolve("overlay1.qcow2"), directory.resolve("a.img"), "raw");
        images.createOverlay(directory.resolve("a.qcow2"), directory.resolve("a.img"), "raw");
    }

    private List<String> command(List<Drive> drives) throws ApplianceException {
        QemuCommandLine line = new QemuCommandLine(qemu.toString())
                .flag("-nodefaults")
                .flag("-S")
                .plain("-display", "none")
                .plain("-machine", "q35,accel=tcg")
                .plain("-monitor", "stdio")
                .plain("-device", "virtio-scsi-pci");
        for (int i = 0; i < drives.size(); i++) {
            QemuDriveArguments.add(line, drives.get(i), i);
        }
        return line.words();
    }

    private record End(boolean ended, int status, String words) {}

    /** An overlay names what is below it, and qemu-img reads that like qemu. */
    private static List<String> belowOverlay(DriveImage image) {
        List<String> words = new ArrayList<>(List.of("qemu-img", "info"));
        if (image.secret() != null) {
            words.addAll(List.of("--object", QemuImg.secretWords(image.secret())));
        }
        words.add(Objects.requireNonNull(image.remote()).below("raw").fileName());
        return words;
    }

    private End run(List<String> command) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try (var monitor = process.outputWriter(StandardCharsets.US_ASCII)) {
            monitor.write("quit\n");
        } catch (IOException e) {
            assertThat(process.waitFor(TRYING_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        boolean ended = process.waitFor(TRYING_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        return new End(ended, process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    @Test
    void drivesOfThisHost() throws Exception {
        Map<String, Drive> local = new LinkedHashMap<>(new DriveKinds(directory).all());
        local.values().removeIf(drive -> drive.image() == null);
        // qemu locks what it writes, and several kinds use the same file.
        for (Map.Entry<String, Drive> kind : local.entrySet()) {
            End end = run(command(List.of(kind.getValue())));
            assertThat(end.status()).as(kind.getKey() + ": " + end.words()).isZero();
        }
    }

    @Test
    void drivesAtServers() throws Exception {
        QemuImg images = new QemuImg(System.getenv(), line -> {});
        List<String> lacking = new ArrayList<>();
        for (Map.Entry<String, Drive> kind : new DriveKinds(directory).all().entrySet()) {
            DriveImage image = Objects.requireNonNull(kind.getValue().opened());
            if (!(kind.getValue().source() instanceof Network network) || image.remote() == null) {
                continue;
            }
            End end = run(image.file() == null ? command(List.of(kind.getValue())) : belowOverlay(image));
            if (images.lacks(network.protocol().word())) {
                lacking.add(kind.getKey());
                assertThat(end.words()).as(kind.getKey()).contains("Unknown driver");
            } else if (end.ended()) {
                assertThat(end.words()).as(kind.getKey()).matches(NO_SERVER);
            }
        }
        assertThat(lacking).doesNotContain("nbd-tcp", "nbd-unix-export", "nbd-ipv6");
    }
}
