package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.guestfs.GuestFS;
import io.guestfs.internal.inspection.WindowsProgram;
import io.guestfs.structs.Application2;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks with what looks like systems of many kinds: found out about here and by the C library. */
class ImitatedGuestsIT {

    private static final String FEDORA = "/dev/sda";
    private static final String SUSE = "/dev/sdb";
    private static final String UBUNTU = "/dev/sdc";
    private static final String ALPINE = "/dev/sdd";
    private static final String ARCH = "/dev/sde";
    private static final String DATA = "/dev/sdf";
    private static final String XP = "/dev/sdg";
    private static final String SEVEN = "/dev/sdh";
    private static final String EIGHT = "/dev/sdi";
    private static final String TEN = "/dev/sdj";

    private static final int SIZE_MIB = 12;
    private static final String[] UNINSTALL = {"Microsoft", "Windows", "CurrentVersion", "Uninstall"};

    @TempDir
    static Path directory;

    private static final List<String> ROOTS = List.of(FEDORA, SUSE, UBUNTU, ALPINE, ARCH, XP, SEVEN, EIGHT, TEN);
    private static final List<Path> UNCHANGED = new ArrayList<>();
    private static final List<Path> WRITTEN = new ArrayList<>();
    private static InspectionReport report;
    private static CompletableFuture<InspectionReport> theirs;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.prepared(g -> {
        RpmDatabase.assumeRpm();
        UNCHANGED.clear();
        WRITTEN.clear();
        LinuxGuests linux = new LinuxGuests(directory);
        makeLinux(linux);
        for (String name : List.of("fedora", "suse", "ubuntu", "alpine", "arch", "data")) {
            UNCHANGED.add(linux.fileSystem(name));
        }
        for (String name : List.of("xp", "seven", "eight", "ten")) {
            WRITTEN.add(HostFileSystem.empty(directory.resolve(name), SIZE_MIB));
        }
        UNCHANGED.forEach(
                disk -> g.addDrive(disk.toString(), o -> o.readonly(true).format("raw")));
        WRITTEN.forEach(disk -> g.addDrive(disk.toString(), o -> o.format("raw")));
    });

    private static void makeLinux(LinuxGuests linux) {
        try {
            linux.makeFedora(RpmDatabase.make(directory, LinuxGuests.RPM_SPECS));
            linux.makeData();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        linux.makeSuse();
        linux.makeUbuntu();
        linux.makeAlpine();
        linux.makeArch();
    }

    @BeforeAll
    static void make() {
        GuestFS g = appliance.g();
        makeWindows(g);
        g.sync();
        // Inspecting so many systems is slow where qemu emulates, so both libraries do it at once.
        List<String> options = new ArrayList<>(List.of("--ro", "--format=raw"));
        UNCHANGED.forEach(disk -> options.addAll(List.of("-a", disk.toString())));
        WRITTEN.forEach(
                disk -> options.addAll(List.of("-a", HostFileSystem.copy(disk).toString())));
        theirs = RealHandle.onPath("guestfish")
                ? CompletableFuture.supplyAsync(() -> InspectionReport.ofCLibrary(options, "", ROOTS))
                : new CompletableFuture<>();
        report = InspectionReport.ofThisLibrary(g);
    }

    @AfterEach
    void unmount() {
        appliance.g().umountAll();
    }

    private static void makeWindows(GuestFS g) {
        onNew(g, XP);
        new WindowsGuest(g, "/WINDOWS", "Microsoft Windows XP")
                .with("CurrentVersion", "5.1")
                .narrow()
                .make("old");
        g.write(
                "/WINDOWS/explorer.exe",
                WindowsProgram.withBitmaps(false, Map.of(143, WindowsProgram.bitmap(48, 50, 8))));
        onNew(g, SEVEN);
        WindowsGuest seven = new WindowsGuest(g, "/Windows", "Windows 7 Enterprise")
                .with("CurrentVersion", "6.1")
                .with("InstallationType", "Client");
        seven.make("seven");
        addApplications(seven);
        byte[] explorer = WindowsProgram.withBitmaps(false, Map.of(6801, WindowsProgram.bitmap(54, 162, 32)));
        g.write("/Windows/Explorer.EXE", WindowsProgram.withBitmaps(true, Map.of()));
        g.mkdir("/Windows/SysWOW64");
        g.write("/Windows/SysWOW64/explorer.exe", explorer);
        onNew(g, EIGHT);
        new WindowsGuest(g, "/Windows", "Windows Server 2012 Standard")
                .with("CurrentVersion", "6.2")
                .with("InstallationType", "Server")
                .make("eight");
        g.mkdirP("/ProgramData/Microsoft/Windows Live");
        g.write("/ProgramData/Microsoft/Windows Live/WLive48x48.png", LinuxGuest.png(48, Color.CYAN));
        onNew(g, TEN);
        new WindowsGuest(g, "/Windows", "Windows 10 Pro")
                .with("CurrentVersion", "6.3")
                .with("CurrentMajorVersionNumber", 10)
                .with("CurrentMinorVersionNumber", 0)
                .with("CurrentBuildNumber", "22631")
                .with("InstallationType", "Client")
                .make("ten");
        g.umountAll();
    }

    private static void onNew(GuestFS g, String device) {
        g.umountAll();
        g.mkfs("vfat", device);
        g.mount(device, "/");
    }

    private static void addApplications(WindowsGuest guest) {
        guest.openSoftware();
        guest.set(
                Map.of(
                        "DisplayName", "The Editor – Zoë’s",
                        "DisplayVersion", "1.2",
                        "Publisher", "Editors & Sons",
                        "InstallLocation", "C:\\Program Files\\Editor",
                        "URLInfoAbout", "https://example.org/",
                        "Comments", "Edits\u0007 texts"),
                below("{editor}"));
        guest.set(Map.of("DisplayVersion", "7"), below("no name"));
        guest.set(Map.of("DisplayName", ""), below("empty name"));
        guest.set(
                Map.of("DisplayName", "Small"),
                "WOW6432node",
                "Microsoft",
                "Windows",
                "CurrentVersion",
                "Uninstall",
                "a 32-bit one");
        guest.close();
    }

    private static String[] below(String last) {
        List<String> all = new ArrayList<>(List.of(UNINSTALL));
        all.add(last);
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({
        FEDORA + ", fedora, rpm, fedora36, x86_64",
        SUSE + ", opensuse, rpm, opensuse15.5, x86_64",
        UBUNTU + ", ubuntu, deb, ubuntu22.04, x86_64",
        ALPINE + ", alpinelinux, apk, alpinelinux3.18, aarch64",
        ARCH + ", archlinux, pacman, archlinux, x86_64",
        XP + ", windows, unknown, winxp, i386",
        SEVEN + ", windows, unknown, win7, x86_64",
        EIGHT + ", windows, unknown, win2k12, x86_64",
        TEN + ", windows, unknown, win10, x86_64"
    })
    void everySystemIsRecognised(String root, String distro, String packages, String osinfo, String arch) {
        assertThat(report.roots()).contains(root).doesNotContain(DATA);
        assertThat(report.answer(root, "inspect-get-distro")).isEqualTo(distro);
        assertThat(report.answer(root, "inspect-get-package-format")).isEqualTo(packages);
        assertThat(report.answer(root, "inspect-get-osinfo")).isEqualTo(osinfo);
        assertThat(report.answer(root, "inspect-get-arch")).isEqualTo(arch);
    }

    @ParameterizedTest
    @CsvSource({
        FEDORA + ", orchard;pear",
        UBUNTU + ", adduser;base-files;libc6",
        ALPINE + ", busybox;musl",
        ARCH + ", archlinux-keyring;pacman",
        SEVEN + ", a 32-bit one;empty name;{editor}"
    })
    void applicationsAreListedByName(String root, String names) {
        assertThat(report.answer(root, "inspect-list-applications2")
                        .lines()
                        .filter(line -> line.startsWith("  app2_name: "))
                        .map(line -> line.substring(13)))
                .containsExactly(names.split(";"));
    }

    @Test
    void iconsAreThoseOfTheGuests() throws IOException {
        for (String root : List.of(FEDORA, SUSE, UBUNTU, EIGHT, XP, SEVEN)) {
            assertThat(image(report.icon(root))).as(root).isNotNull();
        }
        assertThat(report.icon(TEN)).isEmpty();
        assertThat(image(report.icon(XP)).getHeight()).isEqualTo(50);
        assertThat(image(report.icon(SEVEN)).getHeight()).isEqualTo(55);
    }

    @Test
    void fstabNamesFileSystemsOfOtherDisks() {
        assertThat(appliance.g().inspectGetMountpoints(UBUNTU)).isEqualTo(Map.of("/", UBUNTU, "/home", DATA));
    }

    @Test
    void windowsIsDescribedByItsRegistry() {
        GuestFS g = appliance.g();
        assertThat(g.inspectGetProductVariant(TEN)).isEqualTo("Client");
        assertThat(g.inspectGetMajorVersion(TEN)).isEqualTo(10);
        assertThat(g.inspectGetMinorVersion(TEN)).isZero();
        assertThat(g.inspectGetHostname(TEN)).isEqualTo("ten");
        assertThat(g.inspectGetWindowsSystemroot(TEN)).isEqualTo("/Windows");
        assertThat(g.inspectGetWindowsSoftwareHive(TEN)).isEqualTo("/Windows/System32/Config/SOFTWARE");
        assertThat(g.inspectGetWindowsSystemHive(TEN)).isEqualTo("/Windows/System32/Config/SYSTEM");
        assertThat(g.inspectGetWindowsCurrentControlSet(TEN)).isEqualTo("ControlSet001");
    }

    @Test
    void scannersOfWindowsAreAClassOfTheirOwn() {
        GuestFS g = appliance.g();
        g.mount(TEN, "/");
        WindowsGuest ten = new WindowsGuest(g, "/Windows", "");
        ten.openSoftware();
        ten.set(Map.of("DisplayName", "The Editor", "DisplayVersion", 7), below("{editor}"));
        ten.set(Map.of("DisplayName", "AntiVirus 2000"), below("scanner"));
        ten.set(Map.of("DisableAntiVirus", 0), "Microsoft", "Windows Defender");
        ten.close();

        assertThat(g.inspectListApplications2(TEN))
                .extracting(
                        Application2::app2Name,
                        Application2::app2DisplayName,
                        Application2::app2Version,
                        Application2::app2Class)
                .containsExactly(
                        tuple("WinDefend", "Microsoft Defender Antivirus", "", "antivirus"),
                        tuple("scanner", "AntiVirus 2000", "", "antivirus"),
                        tuple("{editor}", "The Editor", "", ""));
    }

    @Test
    void databaseOfPackagesThatIsLostIsAnError() {
        GuestFS g = appliance.g();
        g.mountRo(SUSE, "/");
        assertThat(Refusal.of(() -> g.inspectListApplications2(SUSE))).hasMessageContaining("rpm");
    }

    @Test
    void cLibraryFindsTheSame() throws IOException {
        Guestfish.assumeInstalled();
        InspectionReport c = theirs.join();

        assertThat(report.roots()).isEqualTo(c.roots());
        assertThat(report.answers()).isEqualTo(c.answers());
        for (String root : report.roots()) {
            byte[] ours = report.icon(root);
            byte[] theirs = c.icon(root);
            if (root.equals(XP) || root.equals(SEVEN)) {
                assertThat(pixels(ours)).as(root).isEqualTo(pixels(theirs));
            } else {
                assertThat(ours).as(root).isEqualTo(theirs);
            }
        }
    }

    private static BufferedImage image(byte[] png) {
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> pixels(byte[] png) {
        BufferedImage image = image(png);
        List<Integer> pixels = new ArrayList<>(List.of(image.getWidth(), image.getHeight()));
        for (int pixel : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            pixels.add(pixel);
        }
        return pixels;
    }
}
