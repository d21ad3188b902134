package io.guestfs.appliance.qemu;

/**
 * Whether KVM works.
 *
 * @param kind what was found
 * @param reason why it is not usable; empty if it is
 */
public record KvmVerdict(Kind kind, String reason) {
    /** What was found. */
    public enum Kind {
        /** It works. */
        WORKS,
        /** There is none, which is usual and no reason to warn. */
        ABSENT,
        /** There is one, but this user may not use it. */
        DENIED,
        /** There is one, but guests fail on it. */
        BROKEN,
        /** A trial guest got nowhere in the time it had; the host may only have been busy. */
        SLOW,
        /** A trial was not possible. */
        UNKNOWN
    }

    static KvmVerdict works() {
        return new KvmVerdict(Kind.WORKS, "");
    }

    static KvmVerdict absent(String reason) {
        return new KvmVerdict(Kind.ABSENT, reason);
    }

    static KvmVerdict denied(String reason) {
        return new KvmVerdict(Kind.DENIED, reason);
    }

    static KvmVerdict broken(String reason) {
        return new KvmVerdict(Kind.BROKEN, reason);
    }

    static KvmVerdict slow(String reason) {
        return new KvmVerdict(Kind.SLOW, reason);
    }

    static KvmVerdict unknown(String reason) {
        return new KvmVerdict(Kind.UNKNOWN, reason);
    }

    /**
     * Tells whether guests can be run on KVM.
     *
     * @return true if they can
     */
    public boolean usable() {
        return kind == Kind.WORKS;
    }

    /**
     * Tells whether the user should hear of it, because KVM is there and could be made to work.
     *
     * @return true for all but working and absent
     */
    public boolean surprising() {
        return kind != Kind.WORKS && kind != Kind.ABSENT;
    }
}
