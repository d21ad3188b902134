package io.guestfs.appliance.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.libvirt.DomainSetup.Boot;
import io.guestfs.appliance.libvirt.DomainSetup.Labels;
import io.guestfs.appliance.libvirt.DomainSetup.Machine;
import io.guestfs.appliance.libvirt.DomainSetup.Network;
import io.guestfs.appliance.libvirt.DomainSetup.Root;
import io.guestfs.appliance.qemu.DriveKinds;
import io.guestfs.appliance.qemu.KernelCommandLine;
import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.qemu.UefiFirmware;
import io.guestfs.appliance.report.ApplianceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The definition of the domain, as files below {@code golden}; {@code -Dgolden.rewrite=DIRECTORY} writes them there instead. */
class DomainGoldenTest {
    private static final Path FILES = Path.of("/d");
    private static final Labels PLAIN = new Labels(null, false, null, false, false);
    private static final Labels OTHER_USER = new Labels(null, true, null, false, false);
    private static final Labels OURSELVES = new Labels("+1000:+1000", false, null, false, false);
    private static final Labels SELINUX = new Labels(null, true, "system_u:system_r:svirt_t:s0:c1,c2", true, false);

    @TestFactory
    Stream<DynamicTest> eachKindOfDrive() throws ApplianceException {
        return new DriveKinds(FILES)
                .all().entrySet().stream()
                        .filter(kind -> !kind.getKey().startsWith("sheepdog"))
                        .map(kind -> DynamicTest.dynamicTest(
                                kind.getKey(), () -> compare("kinds/" + kind.getKey(), disks(kind.getValue()))));
    }

    private static String disks(Drive drive) {
        XmlText xml = new XmlText();
        new DiskXml(PLAIN).add(xml, disk(drive, "raw", false), 0);
        return xml.toString();
    }

    private static GuestDisk disk(Drive drive, String format, boolean block) {
        boolean network = drive.source() instanceof DriveSource.Network;
        Path source = network ? null : drive.readonly() ? FILES.resolve("below.img") : drive.image();
        boolean secret = drive.source() instanceof DriveSource.Network at && at.username() != null;
        return new GuestDisk(
                drive,
                source,
                block,
                drive.format() == null ? format : drive.format(),
                false,
                secret ? "1d1e99ef-a1fc-465c-8c68-7dba114305b7" : null);
    }

    @Test
    void blockDevicesAndLabels() throws Exception {
        Map<String, Drive> kinds = new DriveKinds(FILES).all();
        XmlText xml = new XmlText();
        DiskXml disks = new DiskXml(SELINUX);
        disks.add(xml, disk(kind(kinds, "file-raw"), "raw", true), 25);
        disks.add(xml, disk(kind(kinds, "file-readonly"), "raw", true), 26);
        disks.addRoot(xml, new Root(Path.of("/t/root.qcow2"), Path.of("/c/root"), "raw"), 255);
        compare("block-devices", xml.toString());
    }

    @Test
    void aBackingChainIsLeftToLibvirt() throws Exception {
        Map<String, Drive> kinds = new DriveKinds(FILES).all();
        GuestDisk plain = disk(kind(kinds, "file-readonly"), "qcow2", false);
        GuestDisk chained = new GuestDisk(plain.drive(), plain.source(), false, "qcow2", true, null);
        XmlText xml = new XmlText();
        new DiskXml(OTHER_USER).add(xml, chained, 0);
        compare("backing-chain", xml.toString());
    }

    private static Drive kind(Map<String, Drive> kinds, String name) {
        return java.util.Objects.requireNonNull(kinds.get(name));
    }

    @TestFactory
    Stream<DynamicTest> eachArchitecture() {
        List<DynamicTest> tests = new ArrayList<>();
        for (MachineProfile profile : MachineProfile.values()) {
            for (boolean kvm : new boolean[] {false, true}) {
                String name = profile.name().toLowerCase(Locale.ROOT) + (kvm ? "-kvm" : "-tcg");
                tests.add(DynamicTest.dynamicTest(
                        name,
                        () -> compare("machines/" + name, machine(profile, kvm, null, PLAIN, new Network.None()))));
            }
        }
        return tests.stream();
    }

    @Test
    void everythingThatCanBeSet() throws Exception {
        UefiFirmware firmware = new UefiFirmware(Path.of("/f/code.fd"), Path.of("/t/vars1.fd"));
        compare(
                "uefi-own-user-bridge",
                machine(MachineProfile.AARCH64, false, firmware, OURSELVES, new Network.Bridge("br0")));
        compare("selinux-user-network", machine(MachineProfile.X86_64, true, null, SELINUX, new Network.User()));
        DomainSetup verbose = setup(
                new Machine(MachineProfile.X86_64, "/opt/qemu", 2048, 4, true),
                false,
                null,
                new Labels(null, true, null, false, true),
                new Network.None());
        compare("emulator-and-options", verbose.xml());
    }

    private static String machine(
            MachineProfile profile,
            boolean kvm,
            @org.jspecify.annotations.Nullable UefiFirmware firmware,
            Labels labels,
            Network network)
            throws LibvirtFailure {
        return setup(new Machine(profile, null, 1280, 1, false), kvm, firmware, labels, network)
                .xml();
    }

    private static DomainSetup setup(
            Machine machine,
            boolean kvm,
            @org.jspecify.annotations.Nullable UefiFirmware firmware,
            Labels labels,
            Network network) {
        return new DomainSetup(
                "guestfs-0123456789abcdef",
                kvm,
                machine,
                new Boot(
                        Path.of("/c/kernel"),
                        Path.of("/c/initrd"),
                        new KernelCommandLine(machine.profile(), 1280)
                                .rootUuid("x")
                                .text(),
                        firmware),
                List.of(),
                new Root(Path.of("/t/appliance1.qcow2"), Path.of("/c/root"), "raw"),
                Path.of("/s/console.sock"),
                Path.of("/s/guestfsd.sock"),
                network,
                labels,
                machine.emulator() == null ? List.of() : List.of("-name", "a<b>&'c'"));
    }

    @Test
    void whatXmlCantHoldIsRefused() throws Exception {
        DomainSetup setup = setup(
                new Machine(MachineProfile.X86_64, "/opt/qe\u0001mu", 1280, 1, false),
                false,
                null,
                PLAIN,
                new Network.None());
        assertThatThrownBy(setup::xml).isInstanceOf(LibvirtFailure.class).hasMessageContaining("U+0001");
    }

    private static void compare(String name, String text) throws IOException {
        String rewrite = System.getProperty("golden.rewrite");
        if (rewrite != null) {
            Path file = Path.of(rewrite, name + ".xml");
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return;
        }
        try (InputStream file = DomainGoldenTest.class.getResourceAsStream("golden/" + name + ".xml")) {
            assertThat(file).as(name).isNotNull();
            assertThat(text).isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
