package io.guestfs.appliance.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.qemu.QemuSetup.NetworkKind;
import io.guestfs.appliance.report.ApplianceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The words for a drive of each kind, and the whole command line of each architecture with all of them. The expected texts are
 * files below {@code golden}; {@code -Dgolden.rewrite=DIRECTORY} writes them there instead.
 */
class DriveGoldenTest {
    private static final Path FILES = Path.of("/d");

    @TestFactory
    Stream<DynamicTest> eachKindOfDrive() throws ApplianceException {
        return new DriveKinds(FILES)
                .all().entrySet().stream()
                        .map(kind -> DynamicTest.dynamicTest(
                                kind.getKey(), () -> compare("kinds/" + kind.getKey(), text(kind.getValue()))));
    }

    private static String text(Drive drive) throws ApplianceException {
        QemuCommandLine line = new QemuCommandLine("qemu");
        QemuDriveArguments.add(line, drive, 0);
        return line.print() + below(drive);
    }

    /** What an overlay names as the image below it. */
    private static String below(Drive drive) {
        DriveImage image = drive.opened();
        return image == null || image.remote() == null || image.file() == null
                ? ""
                : "\n" + image.remote().below("raw").fileName();
    }

    @TestFactory
    Stream<DynamicTest> eachArchitecture() throws ApplianceException {
        List<Drive> drives = new ArrayList<>(new DriveKinds(FILES).all().values());
        List<DynamicTest> tests = new ArrayList<>();
        for (MachineProfile profile : MachineProfile.values()) {
            for (Accelerator accelerator : List.of(Accelerator.TCG, Accelerator.KVM_OR_TCG)) {
                String name = profile.name().toLowerCase(java.util.Locale.ROOT) + "-" + accelerator.word();
                tests.add(DynamicTest.dynamicTest(
                        name,
                        () -> compare(
                                "machines/" + name.replace(":", "-or-"), machine(profile, accelerator, null, drives))));
            }
        }
        UefiFirmware firmware = new UefiFirmware(Path.of("/f/code.fd"), Path.of("/t/vars1.fd"));
        tests.add(DynamicTest.dynamicTest(
                "aarch64-uefi",
                () -> compare(
                        "machines/aarch64-uefi", machine(MachineProfile.AARCH64, Accelerator.TCG, firmware, drives))));
        return tests.stream();
    }

    private static String machine(
            MachineProfile profile,
            Accelerator accelerator,
            @org.jspecify.annotations.Nullable UefiFirmware firmware,
            List<Drive> drives)
            throws ApplianceException {
        return new QemuSetup(
                        Path.of("/usr/bin/qemu"),
                        profile,
                        accelerator,
                        false,
                        false,
                        1,
                        1280,
                        firmware,
                        Path.of("/c/kernel"),
                        Path.of("/c/initrd"),
                        new QemuSetup.ApplianceDisk(Path.of("/c/root"), "raw"),
                        drives,
                        Path.of("/s/guestfsd.sock"),
                        Path.of("/s/monitor.sock"),
                        NetworkKind.NONE,
                        Path.of("/s/passt.sock"),
                        Cage.OPEN,
                        new KernelCommandLine(profile, 1280).rootUuid("x").text())
                .commandLine()
                .print();
    }

    private static void compare(String name, String text) throws IOException {
        String rewrite = System.getProperty("golden.rewrite");
        if (rewrite != null) {
            Path file = Path.of(rewrite, name + ".txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, text + "\n");
            return;
        }
        try (InputStream file = DriveGoldenTest.class.getResourceAsStream("golden/" + name + ".txt")) {
            assertThat(file).as(name).isNotNull();
            assertThat(text + "\n").isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
