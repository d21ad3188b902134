package io.guestfs.appliance.drive;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;

/** Whether blocks that the guest trims are given back to the host. */
public enum Discard {
    /** Trims have no effect on the host; the default. */
    DISABLE("disable"),
    /** Trims must work; the launch fails where they cannot. */
    ENABLE("enable"),
    /** Trims are passed on where that works. */
    BESTEFFORT("besteffort");

    private final String word;

    Discard(String word) {
        this.word = word;
    }

    /**
     * The word of the API.
     *
     * @return {@code disable}, {@code enable} or {@code besteffort}
     */
    public String word() {
        return word;
    }

    /**
     * Reads the word of the API.
     *
     * @param word the word
     * @return the mode
     * @throws ApplianceException if there is no such mode
     */
    public static Discard parse(String word) throws ApplianceException {
        for (Discard discard : values()) {
            if (discard.word.equals(word)) {
                return discard;
            }
        }
        throw ApplianceException.of(LaunchPhase.DRIVES, "discard \"" + word + "\" is not known")
                .remedy("Use \"disable\", which is the default, \"enable\" or \"besteffort\".")
                .errno("EINVAL")
                .build();
    }
}
