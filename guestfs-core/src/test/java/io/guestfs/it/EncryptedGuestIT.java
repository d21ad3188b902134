package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk with two systems. One has a {@code /boot} and its logical volumes in a LUKS container: it is unknown until the key
 * is given. The other is a Windows, which is known all the time.
 */
class EncryptedGuestIT {

    private static final String BOOT = "/dev/sda1";
    private static final String CONTAINER = "/dev/sda2";
    private static final String WINDOWS = "/dev/sda3";
    private static final String MAPPED = "/dev/mapper/opened";
    private static final String GROUP = "vault";
    private static final String ROOT = "/dev/vault/root";
    private static final String HOME = "/dev/vault/home";
    private static final String KEY = "correct horse";
    private static final String IMAGE = "disk.img";
    private static final int LINUX = 0x83;

    @TempDir
    static Path directory;

    private static List<String> rootsWithoutKey;
    private static InspectionReport report;
    private static CompletableFuture<InspectionReport> theirs;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.prepared(g -> {
        disk().make(LINUX);
        g.addDrive(disk().file().toString(), o -> o.format("raw"));
    });

    private static PartitionedDisk disk() {
        return new PartitionedDisk(directory.resolve(IMAGE), 7, List.of(8, 48, 12));
    }

    @BeforeAll
    static void make() {
        GuestFS g = appliance.g();
        makeWindows(g);
        g.luksFormat(CONTAINER, KEY, 0);
        g.cryptsetupOpen(CONTAINER, KEY, "opened");
        g.pvcreate(MAPPED);
        g.vgcreate(GROUP, List.of(MAPPED));
        g.lvcreate("root", GROUP, 12);
        g.lvcreate("home", GROUP, 8);
        fill(g);
        lock(g);
        theirs = askTheCLibrary();
        rootsWithoutKey = g.inspectOs();
        g.cryptsetupOpen(CONTAINER, KEY, "opened");
        g.vgActivateAll(true);
        report = InspectionReport.ofThisLibrary(g);
    }

    private static void makeWindows(GuestFS g) {
        g.mkfs("ntfs", WINDOWS);
        g.mount(WINDOWS, "/");
        new WindowsGuest(g, "/Windows", "Windows 10 Pro")
                .with("CurrentVersion", "6.3")
                .with("CurrentMajorVersionNumber", 10)
                .with("CurrentMinorVersionNumber", 0)
                .onDrive('C', disk().mountedDevice(3))
                .make("open");
        g.umountAll();
    }

    private static void fill(GuestFS g) {
        g.mkfs("ext2", BOOT, o -> o.label("boot"));
        g.mkfs("ext2", HOME);
        g.mkfs("ext2", ROOT);
        g.mount(ROOT, "/");
        for (String name : List.of("/boot", "/home", "/bin", "/etc", "/usr", "/var/lib/dpkg")) {
            g.mkdirP(name);
        }
        write(g, "/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian, locked\"\n");
        write(g, "/etc/hostname", "safe\n");
        write(
                g,
                "/etc/fstab",
                "/dev/mapper/vault-root / ext2 ro 0 1\nLABEL=boot /boot ext2 ro 0 2\n/dev/vault/home /home ext2 ro 0 2\n");
        write(
                g,
                "/var/lib/dpkg/status",
                "Package: lock\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0-1\n\n");
        g.umountAll();
    }

    private static void write(GuestFS g, String path, String text) {
        g.write(path, text.getBytes(UTF_8));
    }

    private static void lock(GuestFS g) {
        g.vgActivate(false, List.of(GROUP));
        g.cryptsetupClose(MAPPED);
        g.sync();
    }

    /** guestfish reads keys from where it reads its commands. */
    private static CompletableFuture<InspectionReport> askTheCLibrary() {
        List<String> options = List.of(
                "--ro",
                "--keys-from-stdin",
                "--format=raw",
                "-a",
                HostFileSystem.copy(directory.resolve(IMAGE)).toString());
        String opening = "cryptsetup-open " + CONTAINER + " opened\n" + KEY + "\nvg-activate-all true\n";
        return RealHandle.onPath("guestfish")
                ? CompletableFuture.supplyAsync(
                        () -> InspectionReport.ofCLibrary(options, opening, List.of(ROOT, WINDOWS)))
                : new CompletableFuture<>();
    }

    @Test
    void nothingIsFoundInTheContainerWithoutTheKey() {
        assertThat(rootsWithoutKey).containsExactly(WINDOWS);
    }

    @Test
    void guestIsFoundWithTheKey() {
        assertThat(report.roots()).containsExactlyInAnyOrder(ROOT, WINDOWS);
        assertThat(report.answer(ROOT, "inspect-get-product-name")).isEqualTo("Debian, locked");
        assertThat(report.answer(ROOT, "inspect-get-hostname")).isEqualTo("safe");
        assertThat(report.answer(ROOT, "inspect-list-applications2")).contains("app2_name: lock");
    }

    @Test
    void mountPointsAreInsideAndOutsideOfTheContainer() {
        assertThat(appliance.g().inspectGetMountpoints(ROOT))
                .isEqualTo(Map.of("/", ROOT, "/boot", BOOT, "/home", HOME));
        assertThat(appliance.g().inspectGetFilesystems(ROOT)).containsExactlyInAnyOrder(ROOT, BOOT, HOME);
    }

    @Test
    void systemsOfOneDiskAreToldApart() {
        GuestFS g = appliance.g();
        assertThat(g.inspectGetProductName(WINDOWS)).isEqualTo("Windows 10 Pro");
        assertThat(g.inspectGetHostname(WINDOWS)).isEqualTo("open");
        assertThat(g.inspectGetMountpoints(WINDOWS)).isEqualTo(Map.of("/", WINDOWS));
        assertThat(g.inspectGetFilesystems(WINDOWS)).containsExactly(WINDOWS);
    }

    @Test
    void driveLettersComeFromTheRegistry() {
        assertThat(appliance.g().inspectGetDriveMappings(WINDOWS)).isEqualTo(Map.of("C", WINDOWS));
        assertThat(appliance.g().inspectGetDriveMappings(ROOT)).isEmpty();
    }

    @Test
    void cLibraryFindsTheSame() {
        Guestfish.assumeInstalled();
        InspectionReport c = theirs.join();

        assertThat(report.roots()).isEqualTo(c.roots());
        assertThat(report.answers()).isEqualTo(c.answers());
        assertThat(report.icon(ROOT)).isEmpty();
        assertThat(c.icon(ROOT)).isEmpty();
    }
}
