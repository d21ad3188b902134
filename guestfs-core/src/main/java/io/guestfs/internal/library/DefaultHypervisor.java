package io.guestfs.internal.library;

import java.util.Locale;

/** The qemu program that runs a guest of this machine's own architecture. */
public final class DefaultHypervisor {

    private DefaultHypervisor() {}

    /** Gives its name, to be looked for on the PATH. */
    public static String name() {
        return "qemu-system-" + Cpu.name();
    }

    /** The name of this machine's processor in the words of Linux and qemu. */
    static final class Cpu {

        private Cpu() {}

        static String name() {
            String arch = System.getProperty("os.arch", "amd64").toLowerCase(Locale.ROOT);
            return switch (arch) {
                case "amd64" -> "x86_64";
                case "x86", "i386", "i686" -> "i386";
                case "ppc64le" -> "ppc64";
                default -> arch;
            };
        }
    }
}
