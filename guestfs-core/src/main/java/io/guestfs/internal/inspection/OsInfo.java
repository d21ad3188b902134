package io.guestfs.internal.inspection;

import io.guestfs.calls.InspectionCalls;
import io.guestfs.error.NotSupportedException;
import io.guestfs.internal.local.OsInfoHome;
import java.util.Locale;

/** Short names of operating systems, as the database of libosinfo has them. */
public final class OsInfo implements OsInfoHome {

    private static final String UNKNOWN = "unknown";
    private static final int FIRST_SLE = 15;
    private static final int FIRST_BUILD_OF_WINDOWS_11 = 22000;

    private record Version(int major, int minor) {

        String full() {
            return major + "." + minor;
        }

        boolean known() {
            return major > 0 || minor > 0;
        }
    }

    private final InspectionCalls inspection;

    /**
     * Makes the home.
     *
     * @param inspection knows what kind of system it is
     */
    public OsInfo(InspectionCalls inspection) {
        this.inspection = inspection;
    }

    @Override
    public String inspectGetOsinfo(String root) {
        String type = inspection.inspectGetType(root);
        String distro = inspection.inspectGetDistro(root);
        Version version = new Version(inspection.inspectGetMajorVersion(root), inspection.inspectGetMinorVersion(root));
        return switch (type) {
            case "linux" -> linux(distro, version);
            case "freebsd", "netbsd", "openbsd" -> version.known() ? type + version.full() : UNKNOWN;
            case "dos" -> distro.equals("msdos") ? "msdos6.22" : UNKNOWN;
            case "windows" -> windows(root, version);
            default -> UNKNOWN;
        };
    }

    private static String linux(String distro, Version version) {
        int major = version.major();
        return switch (distro) {
            case "centos" -> major >= 8 ? "centos" + major : major == 7 ? "centos7.0" : other(distro, version);
            case "rocky", "circle" -> major >= 8 ? distro + major : other(distro, version);
            case "debian" -> major >= 4 ? "debian" + major : other(distro, version);
            case "fedora", "mageia" -> distro + major;
            case "sles" ->
                (major >= FIRST_SLE ? "sle" : "sles") + major + (version.minor() == 0 ? "" : "sp" + version.minor());
            case "ubuntu" -> String.format(Locale.ROOT, "ubuntu%d.%02d", major, version.minor());
            case "archlinux", "gentoo", "voidlinux" -> distro;
            case "altlinux" -> major >= 8 ? "alt" + version.full() : other(distro, version);
            default -> other(distro, version);
        };
    }

    private static String other(String distro, Version version) {
        return distro.equals(UNKNOWN) || !version.known() ? UNKNOWN : distro + version.full();
    }

    private String windows(String root, Version version) {
        boolean server = inspection.inspectGetProductVariant(root).contains("Server");
        return switch (version.full()) {
            case "5.1" -> "winxp";
            case "5.2" -> windows52(inspection.inspectGetProductName(root));
            case "6.0" -> server ? "win2k8" : "winvista";
            case "6.1" -> server ? "win2k8r2" : "win7";
            case "6.2" -> server ? "win2k12" : "win8";
            case "6.3" -> server ? "win2k12r2" : "win8.1";
            case "10.0" -> server ? server10(inspection.inspectGetProductName(root)) : client10(root);
            default -> UNKNOWN;
        };
    }

    private static String windows52(String product) {
        if (product.contains("XP")) {
            return "winxp";
        }
        return product.contains("R2") ? "win2k3r2" : "win2k3";
    }

    private static String server10(String product) {
        for (String year : new String[] {"25", "22", "19"}) {
            if (product.contains("20" + year)) {
                return "win2k" + year;
            }
        }
        return "win2k16";
    }

    /** Windows 11 says that it is 10.0; only the build tells. */
    private String client10(String root) {
        try {
            int build = Integer.parseInt(inspection.inspectGetBuildId(root));
            return build >= FIRST_BUILD_OF_WINDOWS_11 ? "win11" : "win10";
        } catch (NumberFormatException | NotSupportedException e) {
            // No build in the registry, or an appliance that does not look for it.
            return "win10";
        }
    }
}
