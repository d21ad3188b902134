package io.guestfs.internal.doctor;

import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.qemu.QemuBinary;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.diagnosis.Area;

/** The program that runs the appliance. */
final class QemuCheck implements Check {

    /** The oldest one that knows all the words of our command lines. */
    private static final int OLDEST_MAJOR = 4;

    @Override
    public Area area() {
        return Area.QEMU;
    }

    @Override
    public void look(Host host, Report report) {
        String hv = host.settings().hv();
        try {
            QemuBinary qemu = find(host);
            if (qemu.major() == 0) {
                report.warning(
                        qemu.program() + " does not tell its version, so it may not be qemu at all.",
                        hv == null ? Packages.QEMU.install(host) : "unset LIBGUESTFS_HV LIBGUESTFS_QEMU");
            } else if (!qemu.atLeast(OLDEST_MAJOR, 0)) {
                report.warning(
                        qemu.program() + " is version " + qemu.major() + "." + qemu.minor() + "; versions before "
                                + OLDEST_MAJOR + ".0 are not tried with this library.",
                        Packages.QEMU.install(host));
            } else {
                report.ok(qemu.program() + ", version " + qemu.major() + "." + qemu.minor());
            }
        } catch (ApplianceException e) {
            report.fault(e, hv == null ? Packages.QEMU.install(host) : "unset LIBGUESTFS_HV LIBGUESTFS_QEMU");
        }
    }

    static QemuBinary find(Host host) throws ApplianceException {
        return QemuBinary.find(
                host.settings().hv(), MachineProfile.ofThisHost(), host.environment(), LaunchListener.silent());
    }
}
