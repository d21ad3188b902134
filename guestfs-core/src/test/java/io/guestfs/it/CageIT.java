package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real qemu has given up what it does not need, and does its work all the same. */
@Timeout(300)
class CageIT {

    private static final long MIB = 1024 * 1024;

    @TempDir
    static Path temporary;

    /** A writable raw disk, a writable qcow2 disk, a read-only disk below an overlay, a scratch disk. */
    @RegisterExtension
    static final SharedAppliance APPLIANCE = SharedAppliance.prepared(CageIT::addDrives);

    private static void addDrives(GuestFS g) {
        Path raw = temporary.resolve("raw.img");
        Path below = temporary.resolve("below.qcow2");
        Path qcow2 = temporary.resolve("top.qcow2");
        Path readOnly = temporary.resolve("ro.img");
        g.diskCreate(raw.toString(), "raw", 64 * MIB);
        g.diskCreate(below.toString(), "qcow2", 64 * MIB);
        g.diskCreate(
                qcow2.toString(),
                "qcow2",
                -1,
                o -> o.backingfile(below.toString()).backingformat("qcow2"));
        g.diskCreate(readOnly.toString(), "raw", 16 * MIB);
        g.addDrive(raw.toString(), o -> o.format("raw"));
        g.addDrive(qcow2.toString(), o -> o.format("qcow2"));
        g.addDriveRo(readOnly.toString());
        g.addDriveScratch(64 * MIB);
    }

    private final GuestFS g = APPLIANCE.g();

    private String status(String field) throws IOException {
        for (String line :
                Files.readAllLines(Path.of("/proc/" + g.getPid() + "/status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(field + ":")) {
                return line.substring(field.length() + 1).strip();
            }
        }
        return "";
    }

    @Test
    void qemuMayNotDoWhatItDoesNotNeed() throws IOException {
        assertThat(status("Seccomp")).isEqualTo("2");
        assertThat(status("NoNewPrivs")).isEqualTo("1");
    }

    @Test
    void theQemuOfRootIsNobodyAndSeesNoFiles() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only the qemu of root has something to give up");
        assertThat(status("Uid").split("\\s+", -1)).hasSize(4).doesNotContain("0");
        assertThat(status("CapEff")).matches("0+");
        Path root = Files.readSymbolicLink(Path.of("/proc/" + g.getPid() + "/root"));
        assertThat(Objects.requireNonNull(root.getFileName())).hasToString("empty");
    }

    @Test
    void eachKindOfDriveIsWrittenAndRead() {
        for (int i = 0; i < 4; i++) {
            String device = g.listDevices().get(i);
            g.mkfs("ext2", device);
            g.mount(device, "/");
            g.write("/file", new byte[100_000]);
            g.sync();
            g.umountAll();
            g.mount(device, "/");
            assertThat(g.filesize("/file")).isEqualTo(100_000);
            g.umountAll();
        }
    }
}
