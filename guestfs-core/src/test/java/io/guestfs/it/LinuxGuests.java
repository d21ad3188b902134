package io.guestfs.it;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Imitations of Linux distributions, each a tree of files on the host with the label of its file system as the name. */
final class LinuxGuests {

    /** The packages of the imitated Fedora. */
    static final List<String> RPM_SPECS = List.of("""
            Name: pear
            Epoch: 3
            Version: 1.2~rc1
            Release: 4.fc36
            Summary: A fruit
            License: MIT
            URL: https://example.org/pear
            Vendor: Fruit & Sons
            BuildArch: noarch
            %description
            Green,
            over two lines.
            %files
            """, """
            Name: orchard
            Version: 20
            Release: 1
            Summary: Where fruit grows
            License: MIT
            BuildArch: noarch
            %description
            Trees.
            %files
            """);

    private static final String ICONS = "/usr/share/icons/hicolor/";

    private static final int SIZE_MIB = 10;

    private final Path directory;

    LinuxGuests(Path directory) {
        this.directory = directory;
    }

    private LinuxGuest linux(String label, String osRelease, int machine) {
        return LinuxGuest.make(directory.resolve(label), osRelease, machine);
    }

    /** Makes the tree a file system. */
    Path fileSystem(String label) {
        return HostFileSystem.make(
                directory.resolve(label + ".ext2"), "ext2", SIZE_MIB, directory.resolve(label), label);
    }

    /** With a database of rpm. librpm runs with the guest as its root, so it wants its settings there. */
    void makeFedora(Path database) throws IOException {
        linux("fedora", """
                        NAME="Fedora Linux"
                        ID=fedora
                        VERSION_ID=36
                        PRETTY_NAME="Fedora Linux 36 (Imitated Edition)"
                        """, LinuxGuest.X86_64)
                .with("/etc/hostname", "orchard.example.org\n")
                .with("/usr/bin/dnf", "")
                .with("/usr/lib/rpm/rpmrc", "")
                .with("/usr/lib/rpm/macros", "%_dbpath /var/lib/rpm\n%_db_backend sqlite\n")
                .withIcon(ICONS + "96x96/apps/fedora-logo-icon.png", 96, Color.BLUE);
        Files.move(database, directory.resolve("fedora/var/lib/rpm"));
    }

    /** Without a database. */
    void makeSuse() {
        linux("suse", """
                        NAME="openSUSE Leap"
                        ID="opensuse-leap"
                        ID_LIKE="suse opensuse"
                        VERSION_ID="15.5"
                        PRETTY_NAME="openSUSE Leap 15.5"
                        """, LinuxGuest.X86_64)
                .with("/etc/HOSTNAME", "chameleon\n")
                .withIcon(ICONS + "48x48/apps/distributor.png", 48, Color.GREEN);
    }

    void makeUbuntu() {
        linux("ubuntu", """
                        PRETTY_NAME="Ubuntu 22.04.3 LTS"
                        VERSION_ID="22.04"
                        ID=ubuntu
                        ID_LIKE=debian
                        """, LinuxGuest.X86_64)
                .withFstab("LABEL=ubuntu / ext2 defaults 0 1\nLABEL=data /home ext2 defaults 0 2\n")
                .with("/etc/hostname", "jammy\n")
                .with("/var/lib/dpkg/status", """
                        Package: libc6
                        Status: install ok installed
                        Source: glibc (2.35-0)
                        Architecture: amd64
                        Multi-Arch: same
                        Version: 2.35-0ubuntu3.4
                        Homepage: https://www.gnu.org/software/libc/libc.html
                        Description: GNU C Library: Shared libraries
                         Contains the standard libraries
                         .
                         of nearly everything.

                        Package: gone
                        Status: deinstall ok config-files
                        Version: 1

                        Package: base-files
                        Status: install ok installed
                        Architecture: amd64
                        Version: 12ubuntu4.4

                        Package: adduser
                        Status: install ok half-installed
                        Architecture: all
                        Version: 1:3.118-ubuntu5-x

                        """)
                .withIcon("/usr/share/icons/gnome/24x24/places/ubuntu-logo.png", 24, Color.ORANGE);
    }

    void makeAlpine() {
        linux("alpine", """
                        NAME="Alpine Linux"
                        ID=alpine
                        VERSION_ID=3.18.4
                        PRETTY_NAME="Alpine Linux v3.18"
                        """, LinuxGuest.AARCH64).with("/etc/hostname", "alp\n").with("/lib/apk/db/installed", """
                        C:Q1abcdef=
                        P:musl
                        V:1.2.4_git20230717-r4
                        A:aarch64
                        T:the musl c library
                        U:https://musl.libc.org/

                        P:busybox
                        V:1.36.1-r5
                        A:aarch64
                        T:Size optimized toolbox

                        """);
    }

    void makeArch() {
        String database = "/var/lib/pacman/local/";
        linux("arch", "NAME=\"Arch Linux\"\nID=arch\nPRETTY_NAME=\"Arch Linux\"\n", LinuxGuest.X86_64)
                .with("/etc/hostname", "btw\n")
                .with("/etc/arch-release", "")
                .with(database + "ALPM_DB_VERSION", "9\n")
                .with(database + "pacman-6.0.2-7/desc", """
                        %NAME%
                        pacman

                        %VERSION%
                        6.0.2-7

                        %DESC%
                        A library-based package manager

                        %ARCH%
                        x86_64

                        %URL%
                        https://archlinux.org/pacman/

                        """)
                .with(database + "archlinux-keyring-2:20230918-1/desc", """
                        %NAME%
                        archlinux-keyring

                        %VERSION%
                        2:20230918-1

                        %DESC%
                        Arch Linux PGP keyring

                        %ARCH%
                        any

                        """);
    }

    /** No system at all. */
    void makeData() throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve("data")).resolve("letter.txt"), "Dear reader\n");
    }
}
