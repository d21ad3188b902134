package io.guestfs.appliance.qemu;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What differs between processor architectures. */
public enum MachineProfile {
    /** 64-bit x86. */
    X86_64("x86_64", "qemu-system-x86_64", "q35", "pci", "console=ttyS0"),
    /** 32-bit x86. */
    I386("i686", "qemu-system-i386", null, "pci", "console=ttyS0"),
    /** 32-bit ARM. */
    ARM("armv7l", "qemu-system-arm", "virt", "device", "console=ttyAMA0"),
    /** 64-bit ARM. */
    AARCH64("aarch64", "qemu-system-aarch64", "virt", "pci", "console=ttyAMA0"),
    /** 64-bit POWER, big endian. */
    PPC64("powerpc64", "qemu-system-ppc64", "pseries", "pci", "console=hvc0 console=ttyS0"),
    /** 64-bit POWER, little endian. */
    PPC64LE("powerpc64le", "qemu-system-ppc64", "pseries", "pci", "console=hvc0 console=ttyS0"),
    /** 64-bit RISC-V. */
    RISCV64("riscv64", "qemu-system-riscv64", "virt", "pci", "console=ttyS0"),
    /** IBM Z. */
    S390X("s390x", "qemu-system-s390x", null, "ccw", "console=ttysclp0"),
    /** 64-bit LoongArch. */
    LOONGARCH64("loongarch64", "qemu-system-loongarch64", null, "pci", "console=ttyS0");

    private final String hostCpu;
    private final String program;
    private final @Nullable String machineType;
    private final String virtioSuffix;
    private final String consoleWords;

    MachineProfile(
            String hostCpu, String program, @Nullable String machineType, String virtioSuffix, String consoleWords) {
        this.hostCpu = hostCpu;
        this.program = program;
        this.machineType = machineType;
        this.virtioSuffix = virtioSuffix;
        this.consoleWords = consoleWords;
    }

    /**
     * The profile of this host.
     *
     * @return the profile; that of x86_64 if the architecture is not known
     */
    public static MachineProfile ofThisHost() {
        return of(System.getProperty("os.arch", "amd64"));
    }

    /**
     * The profile for an architecture as Java names it.
     *
     * @param javaName value of the system property os.arch
     * @return the profile; that of x86_64 if the name is not known
     */
    public static MachineProfile of(String javaName) {
        String name = javaName.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "i386", "i486", "i586", "i686", "x86" -> I386;
            case "aarch64", "arm64" -> AARCH64;
            case "ppc64" -> PPC64;
            case "ppc64le" -> PPC64LE;
            case "riscv64" -> RISCV64;
            case "s390x" -> S390X;
            case "loongarch64" -> LOONGARCH64;
            default -> name.startsWith("arm") ? ARM : X86_64;
        };
    }

    /**
     * The name supermin and old appliances use.
     *
     * @return for instance {@code x86_64}
     */
    public String hostCpu() {
        return hostCpu;
    }

    /**
     * The qemu programs to look for, in order.
     *
     * @return names and file names
     */
    public List<String> programs() {
        return List.of(program, "qemu-kvm", "/usr/libexec/qemu-kvm");
    }

    /**
     * Tells whether this is 32-bit or 64-bit x86.
     *
     * @return true if it is
     */
    public boolean x86() {
        return this == X86_64 || this == I386;
    }

    /**
     * The CPU model.
     *
     * @param kvm true if the guest runs on KVM
     * @return the model, or null to leave the choice to qemu
     */
    public @Nullable String cpuModel(boolean kvm) {
        return switch (this) {
            case X86_64, I386, ARM, RISCV64, S390X -> "max";
            case AARCH64 -> kvm ? "host" : "cortex-a57";
            case PPC64, PPC64LE, LOONGARCH64 -> null;
        };
    }

    /**
     * Tells whether this is 32-bit or 64-bit ARM.
     *
     * @return true if it is
     */
    public boolean arm() {
        return this == ARM || this == AARCH64;
    }

    /**
     * The architecture as libvirt names it.
     *
     * @return for instance {@code ppc64le}
     */
    public String libvirtArchitecture() {
        return switch (this) {
            case PPC64 -> "ppc64";
            case PPC64LE -> "ppc64le";
            default -> hostCpu;
        };
    }

    /**
     * The type of machine to ask for.
     *
     * @return its name; null to leave the choice to qemu
     */
    public @Nullable String machineType() {
        return machineType;
    }

    /** The name of a virtio device, for instance {@code virtio-rng-pci}. */
    String virtio(String kind) {
        return "virtio-" + kind + "-" + virtioSuffix;
    }

    String consoleWords() {
        return consoleWords;
    }
}
