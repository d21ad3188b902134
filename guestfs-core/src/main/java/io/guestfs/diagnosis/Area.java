package io.guestfs.diagnosis;

/** The part of the host that a finding is about. */
public enum Area {
    /** The JVM that runs this program. */
    JAVA("Java"),
    /** Environment variables. */
    ENVIRONMENT("environment"),
    /** The program that runs the appliance. */
    QEMU("qemu"),
    /** The program that makes and examines disk images. */
    QEMU_IMG("qemu-img"),
    /** Running guests on the processor itself. */
    KVM("KVM"),
    /** The files that the appliance consists of, or is built from. */
    APPLIANCE("appliance"),
    /** The program that builds the appliance. */
    SUPERMIN("supermin"),
    /** The kernel that the appliance boots. */
    KERNEL("kernel"),
    /** The directory that keeps the built appliance. */
    CACHE("cache"),
    /** The directory for temporary files. */
    TEMPORARY("temporary"),
    /** The directory for sockets. */
    SOCKETS("sockets"),
    /** Room in these directories. */
    SPACE("space"),
    /** Memory for the appliance. */
    MEMORY("memory"),
    /** Mounting guests on the host; optional. */
    FUSE("FUSE"),
    /** Guests and storage of libvirt; optional. */
    LIBVIRT("libvirt"),
    /** The helper for a network in the appliance; optional. */
    PASST("passt"),
    /** The program that reads drives at web servers; optional. */
    WEB_DRIVES("web drives"),
    /** A launch that was tried. */
    LAUNCH("launch");

    private final String label;

    Area(String label) {
        this.label = label;
    }

    /**
     * The name for readers.
     *
     * @return for instance {@code KVM}
     */
    public String label() {
        return label;
    }
}
