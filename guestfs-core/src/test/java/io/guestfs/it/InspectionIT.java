package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.structs.Application;
import io.guestfs.structs.Application2;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is found out about a real Debian guest, held against what the tree it was made from says. */
class InspectionIT {

    private static RealGuest guest;
    private static String root;

    @RegisterExtension
    static final SharedAppliance appliance =
            SharedAppliance.prepared(g -> RealGuest.assumeMade().addTo(g));

    @BeforeAll
    static void inspect() {
        guest = RealGuest.assumeMade();
        root = guest.fact("device.root");
        assertThat(appliance.g().inspectOs()).containsExactly(root);
    }

    @AfterEach
    void unmount() {
        appliance.g().umountAll();
    }

    @Test
    void rootsStayKnown() {
        assertThat(appliance.g().inspectGetRoots()).containsExactly(root);
    }

    @Test
    void systemIsNamed() {
        GuestFS g = appliance.g();
        assertThat(g.inspectGetType(root)).isEqualTo(guest.fact("type"));
        assertThat(g.inspectGetDistro(root)).isEqualTo(guest.fact("distro"));
        assertThat(g.inspectGetProductName(root)).isEqualTo(guest.fact("product"));
        assertThat(g.inspectGetProductVariant(root)).isEqualTo("unknown");
        assertThat(g.inspectGetArch(root)).isEqualTo(guest.fact("architecture"));
        assertThat(g.inspectGetHostname(root)).isEqualTo(guest.fact("hostname"));
    }

    @Test
    void versionIsThatOfTheTree() {
        assertThat(appliance.g().inspectGetMajorVersion(root)).isEqualTo(guest.number("version.major"));
        assertThat(appliance.g().inspectGetMinorVersion(root)).isEqualTo(guest.number("version.minor"));
    }

    @Test
    void packagesAreThoseOfDebian() {
        assertThat(appliance.g().inspectGetPackageFormat(root)).isEqualTo(guest.fact("package.format"));
        assertThat(appliance.g().inspectGetPackageManagement(root)).isEqualTo(guest.fact("package.management"));
    }

    @Test
    void applicationsAreThePackagesOfTheTree() {
        GuestFS g = appliance.g();
        g.mountRo(root, "/");
        List<Application2> applications = g.inspectListApplications2(root);
        List<Application> older = g.inspectListApplications(root);

        assertThat(applications).hasSize(guest.number("package.count"));
        assertThat(applications)
                .filteredOn(application -> application.app2Name().equals("bash"))
                .singleElement()
                .satisfies(bash -> {
                    assertThat(bash.app2Version() + "-" + bash.app2Release()).isEqualTo(guest.fact("package.bash"));
                    assertThat(bash.app2Summary()).isEqualTo("GNU Bourne Again SHell");
                });
        assertThat(older)
                .extracting(Application::appName)
                .isEqualTo(applications.stream().map(Application2::app2Name).toList())
                .isSorted();
    }

    @Test
    void cLibraryFindsTheSameApplications() {
        Guestfish.assumeInstalled();
        Guestfish c = Guestfish.run(
                List.of("--ro", "--format=raw", "-a", guest.image().toString()), """
                run
                inspect-os
                inspect-get-osinfo ROOT
                mount-ro ROOT /
                inspect-list-applications2 ROOT
                """.replace("ROOT", root));
        GuestFS g = appliance.g();
        g.mountRo(root, "/");
        List<String> ours = new ArrayList<>();
        for (Application2 a : g.inspectListApplications2(root)) {
            ours.add("  app2_name: " + a.app2Name());
            ours.add("  app2_epoch: " + a.app2Epoch());
            ours.add("  app2_version: " + a.app2Version());
            ours.add("  app2_release: " + a.app2Release());
            ours.add("  app2_arch: " + a.app2Arch());
            ours.add("  app2_url: " + a.app2Url());
            ours.add("  app2_source_package: " + a.app2SourcePackage());
            ours.add("  app2_summary: " + a.app2Summary());
        }

        assertThat(c.output().get(1)).isEqualTo(g.inspectGetOsinfo(root)).isEqualTo(guest.fact("osinfo"));
        assertThat(c.output().stream()
                        .filter(line ->
                                line.matches("  app2_(name|epoch|version|release|arch|url|source_package|summary): .*"))
                        .toList())
                .isEqualTo(ours);
    }

    @Test
    void mountPointsAreThoseOfFstab() {
        Map<String, String> mounts = appliance.g().inspectGetMountpoints(root);

        assertThat(mounts).isEqualTo(Map.of("/", root, "/boot", "/dev/sda1"));
        assertThat(mounts).containsOnlyKeys(guest.fact("mounts").split(" "));
    }

    @Test
    void fileSystemsIncludeSwap() {
        assertThat(appliance.g().inspectGetFilesystems(root))
                .containsExactlyInAnyOrder(root, "/dev/sda1", guest.fact("device.swap"));
    }

    @Test
    void installedSystemIsNoInstallationMedium() {
        GuestFS g = appliance.g();
        assertThat(g.inspectGetFormat(root)).isEqualTo("installed");
        assertThat(g.inspectIsLive(root)).isFalse();
        assertThat(g.inspectIsNetinst(root)).isFalse();
        assertThat(g.inspectIsMultipart(root)).isFalse();
    }

    @Test
    void linuxHasNoDriveLetters() {
        assertThat(appliance.g().inspectGetDriveMappings(root)).isEmpty();
    }

    @Test
    void windowsQuestionsFailOnLinux() {
        GuestFS g = appliance.g();
        List<Function<String, String>> questions = List.of(
                g::inspectGetWindowsSystemroot,
                g::inspectGetWindowsCurrentControlSet,
                g::inspectGetWindowsSoftwareHive,
                g::inspectGetWindowsSystemHive);
        for (Function<String, String> question : questions) {
            assertThatExceptionOfType(GuestFSException.class)
                    .isThrownBy(() -> question.apply(root))
                    .withMessageContaining("not a Windows guest");
        }
    }

    @Test
    void deviceThatHoldsNoRootIsRefused() {
        // The daemon's message may have the name that the kernel gave the disk, which need not be ours.
        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> appliance.g().inspectGetType("/dev/sda1"))
                .withMessageContaining("root device not found");
    }

    @Test
    void callsNewerThanTheDaemonAreNotSupported() {
        assertThatExceptionOfType(NotSupportedException.class)
                .isThrownBy(() -> appliance.g().inspectGetBuildId(root))
                .withMessageContaining("(needs 1.49.8, found before 1.49");
        assertThatExceptionOfType(NotSupportedException.class)
                .isThrownBy(() -> appliance.g().inspectGetWindowsGroupPolicy(root))
                .withMessageContaining("(needs 1.57.6, found ");
    }

    @Test
    void guestMountedAsInspectionSaysIsWhole() {
        GuestFS g = appliance.g();
        new TreeMap<>(g.inspectGetMountpoints(root)).forEach((directory, fs) -> g.mountRo(fs, directory));

        assertThat(g.checksum("sha256", "/bin/bash")).isEqualTo(guest.fact("sha256.bash"));
        assertThat(g.cat("/etc/hostname")).isEqualTo(guest.fact("hostname") + "\n");
        assertThat(g.ls("/boot")).contains(guest.fact("boot.kernel"));
        assertThat(g.find("/")).hasSizeGreaterThanOrEqualTo(guest.number("root.files") - 1);
    }

    @Test
    void logoIsTheFaviconElseThatOfDebian() throws IOException {
        GuestFS g = appliance.g();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        assertThat(ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", png))
                .isTrue();
        g.mount(root, "/");
        byte[] debian = g.readFile("/usr/share/pixmaps/debian-logo.png");

        assertThat(g.inspectGetIcon(root)).isEqualTo(debian);
        g.write("/etc/favicon.png", png.toByteArray());
        assertThat(g.inspectGetIcon(root)).isEqualTo(png.toByteArray());
        assertThat(g.inspectGetIcon(root, o -> o.favicon(false))).isEqualTo(debian);
        g.rm("/etc/favicon.png");
    }

    @Test
    void fileSystemsAreListedByDevice() {
        assertThat(appliance.g().listFilesystems())
                .containsEntry(root, "ext4")
                .containsEntry("/dev/sda1", "ext4")
                .containsEntry(guest.fact("device.swap"), "swap");
        assertThat(appliance.g().vfsUuid("/dev/sda1")).isEqualTo(guest.fact("boot.uuid"));
    }

    @Test
    void cLibraryFindsTheSame() {
        Guestfish.assumeInstalled();
        String commands = """
                run
                inspect-os
                inspect-get-product-name ROOT
                inspect-get-major-version ROOT
                inspect-get-minor-version ROOT
                inspect-get-hostname ROOT
                inspect-get-arch ROOT
                inspect-get-mountpoints ROOT
                """.replace("ROOT", root);
        Guestfish c = Guestfish.run(
                List.of("--ro", "--format=raw", "-a", guest.image().toString()), commands);

        GuestFS g = appliance.g();
        assertThat(c.output().subList(0, 6))
                .containsExactly(
                        g.inspectGetRoots().get(0),
                        g.inspectGetProductName(root),
                        Integer.toString(g.inspectGetMajorVersion(root)),
                        Integer.toString(g.inspectGetMinorVersion(root)),
                        g.inspectGetHostname(root),
                        g.inspectGetArch(root));
        assertThat(c.output().subList(6, c.output().size()))
                .containsExactlyElementsOf(g.inspectGetMountpoints(root).entrySet().stream()
                        .map(mount -> mount.getKey() + ": " + mount.getValue())
                        .toList());
    }
}
