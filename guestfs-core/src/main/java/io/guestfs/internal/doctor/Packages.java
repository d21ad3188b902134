package io.guestfs.internal.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The command that installs something, in the words of the distribution at hand. */
enum Packages {
    QEMU("", "qemu-kvm", "qemu"),
    QEMU_IMG("qemu-utils", "qemu-img", "qemu-tools"),
    SUPERMIN("supermin", "supermin", "supermin"),
    APPLIANCE("libguestfs0", "libguestfs-appliance", "libguestfs-appliance"),
    MKE2FS("e2fsprogs", "e2fsprogs", "e2fsprogs"),
    KERNEL("", "kernel-core", "kernel-default"),
    FUSE_PROGRAM("fuse3", "fuse3", "fuse3"),
    FUSE_LIBRARY("libfuse2", "fuse-libs", "libfuse2"),
    LIBVIRT("libvirt0", "libvirt-libs", "libvirt-libs"),
    PASST("passt", "passt", "passt"),
    NBDKIT("nbdkit", "nbdkit nbdkit-curl-plugin", "nbdkit nbdkit-curl-plugin");

    private final String debian;
    private final String fedora;
    private final String suse;

    Packages(String debian, String fedora, String suse) {
        this.debian = debian;
        this.fedora = fedora;
        this.suse = suse;
    }

    /** The command, or a sentence where the distribution is not known. */
    String install(Host host) {
        return command(host, "apt-get install ", "dnf install ", "zypper install ");
    }

    /** The command that puts files of a damaged package back. */
    String reinstall(Host host) {
        return command(host, "apt-get install --reinstall ", "dnf reinstall ", "zypper install --force ");
    }

    private String command(Host host, String apt, String dnf, String zypper) {
        String like = distribution(host);
        if (like.contains("debian") || like.contains("ubuntu")) {
            return host.asRoot(apt + debian(like));
        }
        if (like.contains("fedora") || like.contains("rhel") || like.contains("centos")) {
            return host.asRoot(dnf + fedora);
        }
        if (like.contains("suse")) {
            return host.asRoot(zypper + suse);
        }
        return "Install the package that " + debian("debian") + " is called on Debian.";
    }

    private String debian(String like) {
        String arch = System.getProperty("os.arch", "amd64").toLowerCase(Locale.ROOT);
        return switch (this) {
            case QEMU -> "qemu-system-" + qemuFamily(arch);
            case KERNEL -> like.contains("ubuntu") ? "linux-image-generic" : "linux-image-" + debianArch(arch);
            default -> debian;
        };
    }

    private static String qemuFamily(String arch) {
        if (arch.startsWith("arm") || arch.equals("aarch64")) {
            return "arm";
        }
        if (arch.startsWith("ppc")) {
            return "ppc";
        }
        return arch.equals("riscv64") || arch.equals("s390x") ? "misc" : "x86";
    }

    private static String debianArch(String arch) {
        return switch (arch) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "ppc64le" -> "powerpc64le";
            case "arm" -> "armmp";
            case "i386", "x86" -> "686-pae";
            default -> arch;
        };
    }

    /** The values of ID and ID_LIKE. */
    private static String distribution(Host host) {
        Path file = host.file("/etc/os-release");
        StringBuilder names = new StringBuilder();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (line.startsWith("ID=") || line.startsWith("ID_LIKE=")) {
                    names.append(' ')
                            .append(line.substring(line.indexOf('=') + 1).toLowerCase(Locale.ROOT));
                }
            }
        } catch (IOException e) {
            // Then the remedy says it in a sentence.
            return "";
        }
        return names.toString();
    }
}
