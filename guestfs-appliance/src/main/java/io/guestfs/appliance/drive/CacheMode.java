package io.guestfs.appliance.drive;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;

/** How qemu caches writes to a drive. */
public enum CacheMode {
    /** Writes are on disk once the guest has flushed them. */
    WRITEBACK("writeback"),
    /** Flushes are ignored: fast, for data that may be lost. */
    UNSAFE("unsafe");

    private final String word;

    CacheMode(String word) {
        this.word = word;
    }

    /**
     * The word of the API and of qemu.
     *
     * @return {@code writeback} or {@code unsafe}
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
    public static CacheMode parse(String word) throws ApplianceException {
        for (CacheMode mode : values()) {
            if (mode.word.equals(word)) {
                return mode;
            }
        }
        throw ApplianceException.of(LaunchPhase.DRIVES, "cachemode \"" + word + "\" is not known")
                .remedy("Use \"writeback\", which is the default, or \"unsafe\".")
                .errno("EINVAL")
                .build();
    }
}
