package io.guestfs.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.appliance.qemu.KvmVerdict;
import io.guestfs.diagnosis.Area;
import io.guestfs.diagnosis.Finding;
import io.guestfs.diagnosis.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check on a host that lacks what it looks for, and the command it gives. */
class ChecksTest {

    private PlayedHost host;

    @BeforeEach
    void play(@TempDir Path directory) throws IOException {
        host = new PlayedHost(directory);
    }

    private void expect(Check check, Severity severity, String what, String remedy) {
        Finding finding = host.finding(check);
        assertThat(finding.severity()).as(finding.toString()).isEqualTo(severity);
        assertThat(finding.what()).contains(what);
        assertThat(finding.remedy()).contains(remedy);
    }

    private static KvmCheck kvm(KvmVerdict.Kind kind, String reason) {
        return new KvmCheck((host, qemu) -> new KvmVerdict(kind, reason));
    }

    @Test
    void aHostInOrderHasNoFaults() {
        List<Finding> findings = host.examined(
                new JavaCheck(),
                new EnvironmentCheck(),
                new QemuCheck(),
                new ProgramCheck(Area.QEMU_IMG, "qemu-img", Packages.QEMU_IMG),
                kvm(KvmVerdict.Kind.WORKS, ""),
                new ApplianceCheck(),
                new SuperminCheck(),
                new KernelCheck(),
                new CacheCheck(),
                new TemporaryCheck(),
                new SocketsCheck(),
                new SpaceCheck(),
                new MemoryCheck());
        assertThat(findings)
                .filteredOn(finding -> finding.severity() != Severity.OK)
                .isEmpty();
    }

    @Test
    void missingQemuComesWithThePackageOfTheDistribution() throws IOException {
        host.remove("/usr/bin/qemu-system-x86_64");
        host.remove("/usr/bin/qemu-kvm");
        expect(new QemuCheck(), Severity.FAULT, "no qemu was found", "apt-get install qemu-system-");
        host.file("/etc/os-release", "ID=fedora\n");
        expect(new QemuCheck(), Severity.FAULT, "no qemu was found", "dnf install qemu-kvm");
        host.file("/etc/os-release", "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n");
        expect(new QemuCheck(), Severity.FAULT, "no qemu was found", "zypper install qemu");
        host.remove("/etc/os-release");
        expect(new QemuCheck(), Severity.FAULT, "no qemu was found", "Install the package");
        expect(new KvmCheck(), Severity.NOTE, "no qemu", "");
    }

    @Test
    void aProgramSetInThePlaceOfQemuIsNamed() throws IOException {
        host.hv = host.root.resolve("nowhere").toString();
        expect(new QemuCheck(), Severity.FAULT, host.hv + " does not exist", "unset LIBGUESTFS_HV");
        host.program("other", "echo hello");
        host.hv = host.root.resolve("usr/bin/other").toString();
        expect(new QemuCheck(), Severity.WARNING, "does not tell its version", "unset LIBGUESTFS_HV");
    }

    @Test
    void oldQemuIsToldFrom() throws IOException {
        host.program("qemu-system-x86_64", "echo 'QEMU emulator version 2.11.1'");
        expect(new QemuCheck(), Severity.WARNING, "version 2.11", "apt-get install");
    }

    @Test
    void qemuImgThatDoesNotRunIsAFault() throws IOException {
        ProgramCheck check = new ProgramCheck(Area.QEMU_IMG, "qemu-img", Packages.QEMU_IMG);
        host.program("qemu-img", "echo 'error while loading shared libraries' >&2; exit 127");
        expect(check, Severity.FAULT, "loading shared libraries", "apt-get install qemu-utils");
        host.remove("/usr/bin/qemu-img");
        expect(check, Severity.FAULT, "was not found on PATH", "apt-get install qemu-utils");
    }

    @Test
    void eachVerdictOnKvmHasItsRemedy() {
        expect(kvm(KvmVerdict.Kind.WORKS, ""), Severity.OK, "ran on KVM", "");
        expect(kvm(KvmVerdict.Kind.ABSENT, "there is no /dev/kvm"), Severity.NOTE, "no /dev/kvm", "modprobe kvm_intel");
        expect(
                kvm(KvmVerdict.Kind.DENIED, "this user may not open /dev/kvm"),
                Severity.WARNING,
                "may not open",
                "usermod -aG kvm me");
        expect(kvm(KvmVerdict.Kind.BROKEN, "qemu aborted"), Severity.WARNING, "qemu aborted", "force_tcg");
        expect(kvm(KvmVerdict.Kind.SLOW, "nothing happened"), Severity.WARNING, "nothing happened", "force_tcg");
    }

    @Test
    void whatTheUserForcedDecidesHowMuchKvmMatters() {
        host.backendSettings = List.of("force_kvm");
        expect(kvm(KvmVerdict.Kind.BROKEN, "qemu aborted"), Severity.FAULT, "force_kvm", "unset");
        host.backendSettings = List.of("force_tcg");
        expect(kvm(KvmVerdict.Kind.BROKEN, "qemu aborted"), Severity.OK, "force_tcg", "");
        expect(kvm(KvmVerdict.Kind.WORKS, ""), Severity.NOTE, "force_tcg", "unset");
        host.backendSettings = List.of("force_tcg", "force_kvm");
        expect(kvm(KvmVerdict.Kind.WORKS, ""), Severity.FAULT, "contradict", "Keep one");
    }

    @Test
    void anApplianceThatIsMissingOrIncompleteIsAFault() throws IOException {
        host.remove("/usr/lib/guestfs/supermin.d/daemon.tar.gz");
        expect(new ApplianceCheck(), Severity.FAULT, "no daemon.tar.gz", "--reinstall libguestfs0");
        host.remove("/usr/lib/guestfs/supermin.d/packages");
        expect(new ApplianceCheck(), Severity.FAULT, "no appliance was found", "apt-get install libguestfs0");
        host.environment.put("LIBGUESTFS_PATH", host.path);
        expect(new ApplianceCheck(), Severity.FAULT, "no appliance was found", "unset LIBGUESTFS_PATH");
    }

    @Test
    void applianceFilesMustBeReadable() {
        Path daemon = host.root.resolve("usr/lib/guestfs/supermin.d/daemon.tar.gz");
        host.unreadable.add(daemon);
        expect(new ApplianceCheck(), Severity.FAULT, daemon + " cannot be read", "chmod a+r " + daemon);
    }

    @Test
    void aReadyMadeApplianceNeedsNeitherSuperminNorKernel() throws IOException {
        for (String name : List.of("README.fixed", "kernel", "initrd", "root")) {
            host.file("/fixed/" + name, "x");
        }
        host.path = host.root.resolve("fixed").toString();
        host.remove("/usr/bin/supermin");
        host.remove("/boot/vmlinuz-6.1.0-9-amd64");
        host.freeForCache = 0;
        expect(new ApplianceCheck(), Severity.OK, "ready-made", "");
        expect(new SuperminCheck(), Severity.OK, "Not needed", "");
        expect(new KernelCheck(), Severity.OK, "ready-made", "");
        expect(new SpaceCheck(), Severity.OK, "temporary", "");
        host.unreadable.add(host.root.resolve("fixed/kernel"));
        expect(new ApplianceCheck(), Severity.FAULT, "cannot be read", "chmod a+r");
    }

    @Test
    void superminAndItsHelperAreLookedFor() throws IOException {
        host.remove("/usr/bin/supermin");
        expect(new SuperminCheck(), Severity.FAULT, "supermin was not found", "apt-get install supermin");
        host.program("supermin", "echo supermin 5");
        host.remove("/usr/bin/mke2fs");
        assertThat(host.examined(new SuperminCheck()))
                .anyMatch(finding -> finding.remedy().contains("e2fsprogs"));
    }

    @Test
    void theNewestKernelMustBeReadableAndHaveItsModules() throws IOException {
        Path newest = host.file("/boot/vmlinuz-6.1.0-10-amd64", "x".repeat(20_000));
        host.directory("/lib/modules/6.1.0-10-amd64");
        expect(new KernelCheck(), Severity.FAULT, "no modules", "depmod 6.1.0-10-amd64");
        host.file("/lib/modules/6.1.0-10-amd64/modules.dep", "");
        expect(new KernelCheck(), Severity.OK, newest.toString(), "");
        host.unreadable.add(newest);
        expect(new KernelCheck(), Severity.FAULT, newest + ", the newest kernel", "chmod 0644 " + newest);
    }

    @Test
    void aKernelBesideItsModulesIsPreferred() throws IOException {
        Path kernel = host.file("/lib/modules/5.10/vmlinuz", "x".repeat(20_000));
        host.file("/lib/modules/5.10/modules.dep", "");
        expect(new KernelCheck(), Severity.OK, kernel.toString(), "");
    }

    @Test
    void noKernelOrAChosenOneThatIsNotThere() throws IOException {
        host.remove("/boot/vmlinuz-6.1.0-9-amd64");
        expect(new KernelCheck(), Severity.FAULT, "no kernel", "apt-get install linux-image-");
        host.environment.put("SUPERMIN_KERNEL", host.root.resolve("none").toString());
        expect(new KernelCheck(), Severity.FAULT, "does not exist", "unset SUPERMIN_KERNEL");
        Path mine = host.file("/home/kernel", "x");
        host.environment.put("SUPERMIN_KERNEL", mine.toString());
        expect(new KernelCheck(), Severity.NOTE, mine.toString(), "");
        host.unreadable.add(mine);
        expect(new KernelCheck(), Severity.FAULT, "may not read", "chmod 0644");
    }

    @Test
    void aLinkInThePlaceOfTheCacheIsFoundAndNotFollowed() throws IOException {
        Path precious = host.directory("/home/precious");
        Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(host.cache(), precious);
        expect(new CacheCheck(), Severity.FAULT, "not a directory", "mv " + host.cache());
        assertThat(precious).isEmptyDirectory();
    }

    @Test
    void aCacheThatOthersMayWriteToIsAFault() throws IOException {
        Files.createDirectory(host.cache());
        Files.setPosixFilePermissions(host.cache(), PosixFilePermissions.fromString("rwxrwxrwx"));
        expect(new CacheCheck(), Severity.FAULT, "others may write", "mv " + host.cache());
    }

    @Test
    void aCacheBaseThatDoesNotExistIsAFault() throws IOException {
        host.remove("/var/tmp");
        expect(new CacheCheck(), Severity.FAULT, "does not exist", "LIBGUESTFS_CACHEDIR=");
    }

    @Test
    void temporaryAndSocketDirectoriesMustBeUsable() throws IOException {
        host.remove("/tmp");
        expect(new TemporaryCheck(), Severity.FAULT, "no private directory can be made", "export TMPDIR=");
        host.remove("/run/user");
        host.environment.put("XDG_RUNTIME_DIR", "/run/user/of/somebody/else");
        expect(new SocketsCheck(), Severity.FAULT, "no private directory can be made", "unset XDG_RUNTIME_DIR");
    }

    @Test
    void aSocketNameThatIsTooLongIsAFault() throws IOException {
        host.remove("/run/user");
        Path deep = host.directory("/" + "d".repeat(100));
        Files.createSymbolicLink(host.root.resolve("run/user"), deep);
        expect(new SocketsCheck(), Severity.OK, "can be made", "");
        host.remove("/run/user");
        PlayedHost far = new PlayedHost(deep);
        host = far;
        expect(new SocketsCheck(), Severity.FAULT, "the system allows only 107", "export XDG_RUNTIME_DIR=");
    }

    @Test
    void aFullDiskIsAFaultAndANearlyFullOneAWarning() throws IOException {
        host.freeForTemporary = 1 << 20;
        assertThat(host.examined(new SpaceCheck()))
                .anyMatch(finding ->
                        finding.severity() == Severity.FAULT && finding.remedy().startsWith("export TMPDIR="));
        host.freeForTemporary = 100 << 20;
        host.freeForCache = 100 << 20;
        assertThat(host.examined(new SpaceCheck()))
                .extracting(Finding::severity)
                .containsExactly(Severity.FAULT, Severity.WARNING);
        Files.createDirectories(host.cache().resolve("appliance.d"));
        Files.writeString(host.cache().resolve("appliance.d/root"), "built");
        assertThat(host.examined(new SpaceCheck()))
                .extracting(Finding::severity)
                .as("the appliance is there")
                .containsExactly(Severity.WARNING, Severity.WARNING);
    }

    @Test
    void littleMemoryIsAWarningInAContainerToo() throws IOException {
        host.file("/sys/fs/cgroup/memory.max", "536870912\n");
        expect(new MemoryCheck(), Severity.WARNING, "only 512 MiB", "LIBGUESTFS_MEMSIZE=512");
        host.file("/sys/fs/cgroup/memory.max", "max\n");
        expect(new MemoryCheck(), Severity.OK, "7812 MiB", "");
    }

    @Test
    void whatIsOptionalIsANote() throws IOException {
        host.remove("/dev/fuse");
        host.remove("/usr/bin/fusermount3");
        host.program("ldconfig", "exit 0");
        assertThat(host.examined(new FuseCheck()))
                .allMatch(finding -> finding.severity() == Severity.NOTE)
                .extracting(ChecksTest::asRoot)
                .contains("apt-get install fuse3", "apt-get install libfuse2");
        assertThat(host.examined(new LibvirtCheck()))
                .allMatch(finding -> finding.severity() == Severity.NOTE)
                .extracting(ChecksTest::asRoot)
                .contains("apt-get install libvirt0");
        expect(new PasstCheck(), Severity.NOTE, "passt was not found", "apt-get install passt");
        expect(new WebDrivesCheck(), Severity.NOTE, "nbdkit with its plugin curl", "apt-get install nbdkit");
    }

    @Test
    void aJvmThatLosesLettersIsAWarning() {
        host.properties.put("sun.jnu.encoding", "ANSI_X3.4-1968");
        assertThat(host.examined(new JavaCheck()))
                .anyMatch(finding -> finding.severity() == Severity.WARNING
                        && finding.remedy().contains("LC_ALL=C.UTF-8"));
    }

    @Test
    void aJvmThatWarnsOfNativeAccessIsANote() {
        host.nativeAccess = new NativeAccess(NativeAccess.Verdict.WARNS, "--enable-native-access=x");
        assertThat(host.examined(new JavaCheck()))
                .anyMatch(finding -> finding.severity() == Severity.NOTE
                        && finding.remedy().equals("java --enable-native-access=x …"));
    }

    @Test
    void variablesThatChangeALaunchAreNamedAndMisspeltOnesFound() {
        host.environment.put("LIBGUESTFS_MEMSIZE", "lots");
        host.environment.put("LIBGUESTFS_BACKENDSETTINGS", "force_tcg");
        host.problem = "LIBGUESTFS_MEMSIZE=lots is not a number of MiB";
        assertThat(host.examined(new EnvironmentCheck()))
                .extracting(finding -> finding.severity() + " " + finding.remedy())
                .containsExactly(
                        "WARNING env | grep LIBGUESTFS_   # then unset the one that is wrong",
                        "WARNING unset LIBGUESTFS_BACKENDSETTINGS",
                        "NOTE unset LIBGUESTFS_MEMSIZE");
    }

    @Test
    void aCheckThatHangsOrFailsIsAFindingAndTheNextOneRuns() {
        Check hanging = check(() -> new CountDownLatch(1).await());
        Check failing = check(() -> {
            throw new IOException("stale file handle");
        });
        // The last one must be done within the limit, however busy this machine is.
        List<Finding> findings =
                new Examination(List.of(hanging, failing, new MemoryCheck()), Duration.ofSeconds(5)).run(host.host());
        assertThat(findings).extracting(Finding::severity).containsExactly(Severity.FAULT, Severity.FAULT, Severity.OK);
        assertThat(findings.get(0).what()).contains("did not end");
        assertThat(findings.get(1).what()).contains("stale file handle");
    }

    private static String asRoot(Finding finding) {
        return finding.remedy().replaceFirst("^sudo ", "");
    }

    private interface Look {
        void run() throws Exception;
    }

    private static Check check(Look look) {
        return new Check() {
            @Override
            public Area area() {
                return Area.SPACE;
            }

            @Override
            public void look(Host host, Report report) throws Exception {
                look.run();
            }
        };
    }
}
