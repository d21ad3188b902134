package io.guestfs.it;

import static io.guestfs.it.MinimalHive.REG_BINARY;
import static io.guestfs.it.MinimalHive.REG_DWORD;
import static io.guestfs.it.MinimalHive.REG_SZ;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.Application2;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is found out about disks that only look like a guest: a Windows of a few directories, a program and two registry
 * hives, and a Fedora that has lost its database of packages.
 */
class MadeUpGuestsIT {

    private static final String ROOT = "/dev/sda1";
    private static final String FEDORA = "/dev/sdb1";
    private static final int DISK_ID_AT = 440;
    private static final byte[] DISK_ID = {0x12, 0x34, 0x56, 0x78};
    private static final long PARTITION_START = 64 * 1024;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64, 64);

    private final GuestFS g = appliance.g();

    @BeforeAll
    static void inspect() {
        GuestFS g = appliance.g();
        makeWindows(g);
        makeFedora(g);
        assertThat(g.inspectOs()).containsExactlyInAnyOrder(ROOT, FEDORA);
    }

    private static void makeFedora(GuestFS g) {
        g.partDisk("/dev/sdb", "mbr");
        g.mkfs("ext2", FEDORA);
        g.mount(FEDORA, "/");
        for (String directory : List.of("/bin", "/etc", "/usr", "/var/lib/rpm")) {
            g.mkdirP(directory);
        }
        g.write("/etc/os-release", "ID=fedora\nVERSION_ID=36\nPRETTY_NAME=Fedora\n".getBytes(US_ASCII));
        g.write("/etc/fstab", "/dev/sda1 / ext2 defaults 0 1\n".getBytes(US_ASCII));
        g.umountAll();
    }

    private static void makeWindows(GuestFS g) {
        g.partInit("/dev/sda", "mbr");
        g.partAdd("/dev/sda", "p", PARTITION_START / 512, -1);
        assertThat(g.pwriteDevice("/dev/sda", DISK_ID, DISK_ID_AT)).isEqualTo(DISK_ID.length);
        g.mkfs("ntfs", ROOT);
        g.mount(ROOT, "/");
        g.mkdirP("/Windows/System32/Config");
        g.write("/Windows/System32/cmd.exe", program());
        g.write("/Windows/System32/Config/SOFTWARE", MinimalHive.bytes());
        g.write("/Windows/System32/Config/SYSTEM", MinimalHive.bytes());
        fillSoftware(g);
        fillSystem(g);
        g.umountAll();
    }

    /** Enough of a 64-bit console program to be taken for one. */
    private static byte[] program() {
        ByteBuffer exe = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        exe.put(0, (byte) 'M').put(1, (byte) 'Z').putShort(0x18, (short) 0x40).putInt(0x3c, 0x80);
        exe.put(0x80, (byte) 'P').put(0x81, (byte) 'E');
        exe.putShort(0x84, (short) 0x8664); // x86-64
        exe.putShort(0x94, (short) 0xf0); // size of what follows
        exe.putShort(0x96, (short) 0x22); // can be run
        exe.putShort(0x98, (short) 0x20b).putShort(0x98 + 68, (short) 3); // 64 bits, for the console
        return exe.array();
    }

    private static void fillSoftware(GuestFS g) {
        g.hivexOpen("/Windows/System32/Config/SOFTWARE", o -> o.write(true));
        long version = key(g, "Microsoft", "Windows NT", "CurrentVersion");
        g.hivexNodeSetValue(version, "ProductName", REG_SZ, MinimalHive.text("Windows 10 Pro"));
        g.hivexNodeSetValue(version, "CurrentMajorVersionNumber", REG_DWORD, MinimalHive.number(10));
        g.hivexNodeSetValue(version, "CurrentMinorVersionNumber", REG_DWORD, MinimalHive.number(0));
        g.hivexNodeSetValue(version, "InstallationType", REG_SZ, MinimalHive.text("Client"));
        long installed = key(g, "Microsoft", "Windows", "CurrentVersion", "Uninstall");
        long editor = g.hivexNodeAddChild(installed, "{editor}");
        g.hivexNodeSetValue(editor, "DisplayName", REG_SZ, MinimalHive.text("The Editor"));
        g.hivexNodeSetValue(editor, "DisplayVersion", REG_SZ, MinimalHive.text("1.2"));
        g.hivexNodeSetValue(editor, "Publisher", REG_SZ, MinimalHive.text("Editors & Sons"));
        long scanner = g.hivexNodeAddChild(installed, "scanner");
        g.hivexNodeSetValue(scanner, "DisplayName", REG_SZ, MinimalHive.text("AntiVirus 2000"));
        g.hivexNodeAddChild(installed, "update without a name");
        g.hivexCommit(null);
        g.hivexClose();
    }

    private static void fillSystem(GuestFS g) {
        g.hivexOpen("/Windows/System32/Config/SYSTEM", o -> o.write(true));
        g.hivexNodeSetValue(key(g, "Select"), "Current", REG_DWORD, MinimalHive.number(1));
        long network = key(g, "ControlSet001", "Services", "Tcpip", "Parameters");
        g.hivexNodeSetValue(network, "Hostname", REG_SZ, MinimalHive.text("orchard"));
        byte[] place = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(DISK_ID)
                .putLong(PARTITION_START)
                .array();
        g.hivexNodeSetValue(key(g, "MountedDevices"), "\\DosDevices\\C:", REG_BINARY, place);
        g.hivexCommit(null);
        g.hivexClose();
    }

    private static long key(GuestFS g, String... names) {
        long key = g.hivexRoot();
        for (String name : names) {
            long there = g.hivexNodeGetChild(key, name);
            key = there == 0 ? g.hivexNodeAddChild(key, name) : there;
        }
        return key;
    }

    @Test
    void applicationsComeFromTheRegistry() {
        g.mountRo(ROOT, "/");
        List<Application2> applications = g.inspectListApplications2(ROOT);
        g.umountAll();

        assertThat(applications).extracting(Application2::app2Name).containsExactly("scanner", "{editor}");
        assertThat(applications.get(0).app2Class()).isEqualTo("antivirus");
        assertThat(applications.get(1).app2DisplayName()).isEqualTo("The Editor");
        assertThat(applications.get(1).app2Version()).isEqualTo("1.2");
        assertThat(applications.get(1).app2Publisher()).isEqualTo("Editors & Sons");
        assertThat(applications.get(1).app2Class()).isEmpty();
        assertThat(g.inspectGetOsinfo(ROOT)).isEqualTo("win10");
    }

    @Test
    void systemIsNamed() {
        assertThat(g.inspectGetType(ROOT)).isEqualTo("windows");
        assertThat(g.inspectGetDistro(ROOT)).isEqualTo("windows");
        assertThat(g.inspectGetProductName(ROOT)).isEqualTo("Windows 10 Pro");
        assertThat(g.inspectGetProductVariant(ROOT)).isEqualTo("Client");
        assertThat(g.inspectGetMajorVersion(ROOT)).isEqualTo(10);
        assertThat(g.inspectGetMinorVersion(ROOT)).isZero();
        assertThat(g.inspectGetArch(ROOT)).isEqualTo("x86_64");
        assertThat(g.inspectGetHostname(ROOT)).isEqualTo("orchard");
    }

    @Test
    void registryIsFound() {
        assertThat(g.inspectGetWindowsSystemroot(ROOT)).isEqualTo("/Windows");
        assertThat(g.inspectGetWindowsSoftwareHive(ROOT)).isEqualTo("/Windows/System32/Config/SOFTWARE");
        assertThat(g.inspectGetWindowsSystemHive(ROOT)).isEqualTo("/Windows/System32/Config/SYSTEM");
        assertThat(g.inspectGetWindowsCurrentControlSet(ROOT)).isEqualTo("ControlSet001");
    }

    @Test
    void driveLettersComeFromTheRegistry() {
        assertThat(g.inspectGetDriveMappings(ROOT)).isEqualTo(Map.of("C", ROOT));
    }

    @Test
    void onlyTheSystemDriveIsMounted() {
        assertThat(g.inspectGetMountpoints(ROOT)).isEqualTo(Map.of("/", ROOT));
        assertThat(g.inspectGetFilesystems(ROOT)).containsExactly(ROOT);
    }

    @Test
    void fedoraIsNamedThoughItsPackagesAreNotListed() {
        assertThat(g.inspectGetDistro(FEDORA)).isEqualTo("fedora");
        assertThat(g.inspectGetPackageFormat(FEDORA)).isEqualTo("rpm");
        // The program dnf is not there.
        assertThat(g.inspectGetPackageManagement(FEDORA)).isEqualTo("yum");
        assertThat(g.inspectGetOsinfo(FEDORA)).isEqualTo("fedora36");

        g.mount(FEDORA, "/");
        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> g.inspectListApplications2(FEDORA))
                .withMessageContaining("rpm");
        g.umountAll();
    }
}
