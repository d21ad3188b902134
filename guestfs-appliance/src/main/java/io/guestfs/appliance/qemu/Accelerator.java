package io.guestfs.appliance.qemu;

/** What runs the code of the guest. */
public enum Accelerator {
    /** KVM, and emulation should KVM refuse after all. */
    KVM_OR_TCG("kvm:tcg"),
    /** KVM or nothing. */
    KVM("kvm"),
    /** Emulation. */
    TCG("tcg");

    private final String word;

    Accelerator(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /**
     * Tells whether KVM is expected to run the guest.
     *
     * @return false for emulation
     */
    public boolean kvm() {
        return this != TCG;
    }
}
