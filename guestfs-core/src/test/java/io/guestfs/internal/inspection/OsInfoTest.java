package io.guestfs.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.calls.InspectionCalls;
import io.guestfs.error.NotSupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short names of systems. */
class OsInfoTest {

    private static ScriptedCalls system(String type, String distro, int major, int minor) {
        return new ScriptedCalls()
                .with("inspectGetType", type)
                .with("inspectGetDistro", distro)
                .with("inspectGetMajorVersion", major)
                .with("inspectGetMinorVersion", minor);
    }

    private static String name(ScriptedCalls calls) {
        return new OsInfo(calls.as(InspectionCalls.class)).inspectGetOsinfo("/dev/sda1");
    }

    @ParameterizedTest
    @CsvSource({
        "linux, debian, 12, 0, debian12",
        "linux, debian, 3, 1, debian3.1",
        "linux, ubuntu, 22, 4, ubuntu22.04",
        "linux, fedora, 40, 0, fedora40",
        "linux, centos, 9, 0, centos9",
        "linux, centos, 7, 9, centos7.0",
        "linux, centos, 6, 10, centos6.10",
        "linux, rocky, 9, 2, rocky9",
        "linux, rhel, 8, 4, rhel8.4",
        "linux, sles, 12, 5, sles12sp5",
        "linux, sles, 15, 4, sle15sp4",
        "linux, sles, 15, 0, sle15",
        "linux, archlinux, 0, 0, archlinux",
        "linux, altlinux, 10, 1, alt10.1",
        "linux, unknown, 1, 2, unknown",
        "linux, alpinelinux, 3, 18, alpinelinux3.18",
        "freebsd, freebsd, 13, 1, freebsd13.1",
        "dos, msdos, 6, 22, msdos6.22",
        "minix, minix, 3, 0, unknown"
    })
    void namesFollowDistributionAndVersion(String type, String distro, int major, int minor, String name) {
        assertThat(name(system(type, distro, major, minor))).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 1, Client, Microsoft Windows XP, winxp",
        "5, 2, Server, Windows Server 2003 R2, win2k3r2",
        "5, 2, Server, Windows Server 2003, win2k3",
        "6, 1, Client, Windows 7 Enterprise, win7",
        "6, 1, Server, Windows Server 2008 R2, win2k8r2",
        "6, 3, Client, Windows 8.1, win8.1",
        "10, 0, Server, Windows Server 2016 Standard, win2k16",
        "10, 0, Server, Windows Server 2022 Standard, win2k22",
        "11, 0, Client, Windows of the future, unknown"
    })
    void windowsIsNamedByVersionAndProduct(int major, int minor, String variant, String product, String name) {
        assertThat(name(system("windows", "windows", major, minor)
                        .with("inspectGetProductVariant", variant)
                        .with("inspectGetProductName", product)))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"19045, win10", "22000, win11", "26100, win11", "unknown, win10"})
    void theBuildTellsWindows11(String build, String name) {
        assertThat(name(system("windows", "windows", 10, 0)
                        .with("inspectGetProductVariant", "Client")
                        .with("inspectGetBuildId", build)))
                .isEqualTo(name);
    }

    @Test
    void withoutABuildItIsWindows10() {
        assertThat(name(system("windows", "windows", 10, 0)
                        .with("inspectGetProductVariant", "Client")
                        .with("inspectGetBuildId", new NotSupportedException("inspect_get_build_id", "too old"))))
                .isEqualTo("win10");
    }
}
