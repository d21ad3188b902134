package io.guestfs.appliance;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import java.util.List;

/** The failure of a launch that was given up on request. */
final class Aborted {
    private Aborted() {}

    /** Fails if the caller has asked for it. */
    static void check(LaunchListener listener) throws ApplianceException {
        if (listener.aborted()) {
            throw exception(List.of());
        }
    }

    static ApplianceException exception(List<String> consoleTail) {
        return ApplianceException.of(LaunchPhase.ABORTED, "the launch was given up because the caller asked for it")
                .consoleTail(consoleTail)
                .build();
    }
}
