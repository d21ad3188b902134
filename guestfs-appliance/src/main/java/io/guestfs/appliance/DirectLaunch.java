package io.guestfs.appliance;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;

/** One launch of our own qemu child, step by step. */
final class DirectLaunch {
    private final LaunchRequest request;
    private final LaunchListener listener;

    DirectLaunch(LaunchRequest request, LaunchListener listener) {
        this.request = request;
        this.listener = listener;
    }

    RunningAppliance run() throws ApplianceException {
        listener.progress(0);
        if (request.drives().isEmpty()) {
            throw ApplianceException.of(LaunchPhase.DRIVES, "no drive has been added")
                    .remedy("Add at least one drive before launching; /dev/null or a scratch drive will do.")
                    .build();
        }
        throw new UnsupportedOperationException();
    }
}
