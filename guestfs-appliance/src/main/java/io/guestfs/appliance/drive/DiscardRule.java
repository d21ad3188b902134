package io.guestfs.appliance.drive;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import org.jspecify.annotations.Nullable;

/** Where qemu can give blocks back that the guest trims. */
public final class DiscardRule {
    private static final String BEST_EFFORT = "Use discard=besteffort.";

    private DiscardRule() {}

    /**
     * Refuses a drive that must be trimmed and can't be.
     *
     * @param drive the drive
     * @throws ApplianceException that says why not
     */
    public static void check(Drive drive) throws ApplianceException {
        if (drive.discard() != Discard.ENABLE) {
            return;
        }
        @Nullable String format = drive.format();
        if (format == null) {
            throw noDiscard(drive, "its format was not given", "Give the format, raw or qcow2.");
        }
        if (!format.equals("raw") && !format.equals("qcow2")) {
            throw noDiscard(drive, "qemu cannot trim the format \"" + format + "\"", BEST_EFFORT);
        }
        if (drive.source() instanceof DriveSource.Network network
                && !network.protocol().trims()) {
            throw noDiscard(drive, "qemu cannot trim over " + network.protocol().word(), BEST_EFFORT);
        }
    }

    private static ApplianceException noDiscard(Drive drive, String why, String remedy) {
        return ApplianceException.of(
                        LaunchPhase.DRIVES,
                        "discard cannot be enabled on " + drive.source().given() + ": " + why)
                .remedy(remedy)
                .errno("ENOTSUP")
                .build();
    }
}
