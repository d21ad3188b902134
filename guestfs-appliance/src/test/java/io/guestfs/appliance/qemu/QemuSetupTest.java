package io.guestfs.appliance.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.qemu.QemuSetup.NetworkKind;
import io.guestfs.appliance.report.ApplianceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected command lines are whole, in text files next to this class, because their order matters. */
class QemuSetupTest {
    private static final Drive DISK = new Drive(
            new DriveSource.File("a.img"),
            false,
            "raw",
            null,
            null,
            null,
            Discard.DISABLE,
            false,
            0,
            DriveImage.of(Path.of("/disks/a.img")));

    private record Machine(
            MachineProfile profile,
            Accelerator accelerator,
            boolean gdb,
            boolean verbose,
            int smp,
            @Nullable UefiFirmware firmware,
            NetworkKind network,
            Cage cage) {
        Machine(
                MachineProfile profile,
                Accelerator accelerator,
                boolean gdb,
                boolean verbose,
                int smp,
                @Nullable UefiFirmware firmware,
                NetworkKind network) {
            this(profile, accelerator, gdb, verbose, smp, firmware, network, Cage.OPEN);
        }

        String line() throws ApplianceException {
            return new QemuSetup(
                            Path.of("/usr/bin/qemu"),
                            profile,
                            accelerator,
                            gdb,
                            verbose,
                            smp,
                            1280,
                            firmware,
                            Path.of("/c/kernel"),
                            Path.of("/c/initrd"),
                            new QemuSetup.ApplianceDisk(Path.of("/c/root"), "raw"),
                            List.of(DISK),
                            Path.of("/s/guestfsd.sock"),
                            Path.of("/s/qmp.sock"),
                            network,
                            Path.of("/s/passt.sock"),
                            cage,
                            "panic=1 root=x")
                    .commandLine()
                    .print();
        }
    }

    private static String expected(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(QemuSetupTest.class.getResourceAsStream(name + ".txt"), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "I386, i386-tcg",
        "ARM, arm-tcg",
        "AARCH64, aarch64-tcg",
        "PPC64, ppc64le-tcg",
        "PPC64LE, ppc64le-tcg",
        "RISCV64, riscv64-tcg",
        "S390X, s390x-tcg",
        "LOONGARCH64, loongarch64-tcg"
    })
    void eachArchitectureHasItsOwnLine(MachineProfile profile, String file) throws Exception {
        Machine machine = new Machine(profile, Accelerator.TCG, false, false, 1, null, NetworkKind.NONE);
        assertThat(machine.line()).isEqualTo(expected(file));
    }

    @Test
    void theUsualMachineTalkative() throws Exception {
        Machine machine = new Machine(MachineProfile.X86_64, Accelerator.TCG, false, true, 1, null, NetworkKind.NONE);
        assertThat(machine.line()).isEqualTo(expected("x86_64-tcg-verbose"));
    }

    @Test
    void kvmWithSeveralProcessorsNetworkAndDebugger() throws Exception {
        Machine machine =
                new Machine(MachineProfile.X86_64, Accelerator.KVM_OR_TCG, true, false, 4, null, NetworkKind.USER);
        assertThat(machine.line()).isEqualTo(expected("x86_64-kvm-network-smp-gdb"));
    }

    @Test
    void armWithFirmwareAndPasst() throws Exception {
        UefiFirmware firmware = new UefiFirmware(Path.of("/f/code.fd"), Path.of("/t/vars1.fd"));
        Machine machine =
                new Machine(MachineProfile.AARCH64, Accelerator.KVM, false, true, 1, firmware, NetworkKind.PASST);
        assertThat(machine.line()).isEqualTo(expected("aarch64-kvm-uefi-passt"));
    }

    private static String caged(Cage cage) throws ApplianceException {
        return new Machine(MachineProfile.X86_64, Accelerator.TCG, false, false, 1, null, NetworkKind.NONE, cage)
                .line();
    }

    @Test
    void theSandboxForbidsWhatQemuDoesNotNeed() throws Exception {
        assertThat(caged(new Cage(true, null)))
                .contains("-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny")
                .doesNotContain("-runas");
    }

    @Test
    void theQemuOfRootBecomesNobodyWithoutFiles() throws Exception {
        assertThat(caged(new Cage(true, Path.of("/t/empty"))))
                .contains("elevateprivileges=allow")
                .contains("-runas nobody")
                .contains("-chroot /t/empty");
    }

    @Test
    void thisHostHasAProfile() {
        assertThat(MachineProfile.of("amd64")).isEqualTo(MachineProfile.X86_64);
        assertThat(MachineProfile.of("armv7l")).isEqualTo(MachineProfile.ARM);
        assertThat(MachineProfile.of("ppc64le").hostCpu()).isEqualTo("powerpc64le");
        assertThat(MachineProfile.ofThisHost().programs()).isNotEmpty();
    }
}
