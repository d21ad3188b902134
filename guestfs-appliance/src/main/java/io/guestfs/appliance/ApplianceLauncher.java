package io.guestfs.appliance;

import io.guestfs.appliance.libvirt.LibvirtDoor;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import java.util.function.Predicate;

/** Turns launch requests into running appliances. What it learns about the host on the way it keeps for later launches. */
public final class ApplianceLauncher {
    private final HostFacts facts;
    private final LibvirtDoor libvirt;

    /**
     * Makes a launcher that knows nothing of this host yet.
     *
     * @param firstToHear tells whether a warning about the host is news to this process; false keeps it back
     */
    public ApplianceLauncher(Predicate<String> firstToHear) {
        this(firstToHear, LibvirtDoor.CLOSED);
    }

    /**
     * Makes a launcher that has a way to libvirt.
     *
     * @param firstToHear tells whether a warning about the host is news to this process; false keeps it back
     * @param libvirt the way
     */
    public ApplianceLauncher(Predicate<String> firstToHear, LibvirtDoor libvirt) {
        this.facts = new HostFacts(firstToHear);
        this.libvirt = libvirt;
    }

    /**
     * Finds or builds the appliance, starts qemu and waits until it has connected; or connects to a daemon that runs already. Waiting for the daemon inside is left to the
     * caller. When this fails, nothing is left running.
     *
     * @param request what to launch
     * @param listener hears of this launch
     * @return the running appliance
     * @throws ApplianceException saying at which step it failed, why, and what to do
     */
    public RunningAppliance launch(LaunchRequest request, LaunchListener listener) throws ApplianceException {
        if (request.backend() instanceof Backend.Attached attached) {
            return new AttachLaunch(attached.socket(), request, listener).run();
        }
        if (request.backend() instanceof Backend.Libvirt backend) {
            return new LibvirtLaunch(backend, request, listener, facts, libvirt).run();
        }
        return new DirectLaunch(request, listener, facts).run();
    }
}
