package io.guestfs.appliance;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;

/** Turns launch requests into running appliances. What it learns about the host on the way it keeps for later launches. */
public final class ApplianceLauncher {
    private final LaunchListener listener;
    private final HostFacts facts = new HostFacts();

    /**
     * Keeps the listener.
     *
     * @param listener hears of each launch
     */
    public ApplianceLauncher(LaunchListener listener) {
        this.listener = listener;
    }

    /**
     * Finds or builds the appliance, starts qemu and waits until it has connected. Waiting for the daemon inside is left to the
     * caller. When this fails, nothing is left running.
     *
     * @param request what to launch
     * @return the running appliance
     * @throws ApplianceException saying at which step it failed, why, and what to do
     */
    public RunningAppliance launch(LaunchRequest request) throws ApplianceException {
        return new DirectLaunch(request, listener, facts).run();
    }
}
