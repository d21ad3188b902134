package io.guestfs.internal.doctor;

import io.guestfs.appliance.qemu.BackendSettings;
import io.guestfs.appliance.qemu.KvmProbe;
import io.guestfs.appliance.qemu.KvmVerdict;
import io.guestfs.appliance.qemu.KvmVerdictCache;
import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.qemu.QemuBinary;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.WorkDirectories;
import io.guestfs.diagnosis.Area;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Runs a guest on KVM for a moment, whatever earlier launches have found out: the verdict that they keep is replaced by
 * the new one.
 */
final class KvmCheck implements Check {

    /** Finds out whether KVM works. */
    @FunctionalInterface
    interface Trial {
        /** Tries it, now. */
        KvmVerdict run(Host host, QemuBinary qemu) throws ApplianceException;
    }

    private final Trial trial;

    KvmCheck() {
        this(KvmCheck::runGuest);
    }

    KvmCheck(Trial trial) {
        this.trial = trial;
    }

    private static KvmVerdict runGuest(Host host, QemuBinary qemu) throws ApplianceException {
        try (WorkDirectories work = new WorkDirectories(host.settings().directories())) {
            KvmVerdictCache cache = new KvmVerdictCache().in(work.cache());
            return new KvmProbe(cache, work, host.environment())
                    .freshVerdict(qemu.program(), MachineProfile.ofThisHost());
        }
    }

    @Override
    public Area area() {
        return Area.KVM;
    }

    @Override
    public void look(Host host, Report report) {
        QemuBinary qemu;
        try {
            qemu = QemuCheck.find(host);
        } catch (ApplianceException e) {
            report.note("Not tried, because there is no qemu to run a guest with.", "");
            return;
        }
        try {
            BackendSettings wanted = BackendSettings.parse(host.settings().backendSettings());
            tell(host, report, wanted, trial.run(host, qemu));
        } catch (ApplianceException e) {
            if (e.phase() == LaunchPhase.DIRECTORIES) {
                report.note("Not tried, because there is no directory for the files of the trial; see below.", "");
            } else {
                report.fault(e, e.remedy());
            }
        }
    }

    private static void tell(Host host, Report report, BackendSettings wanted, KvmVerdict verdict) {
        if (verdict.usable()) {
            if (wanted.forceTcg()) {
                report.note(
                        "A guest ran on KVM, but the setting force_tcg makes launches emulate the processor.",
                        "unset LIBGUESTFS_BACKEND_SETTINGS");
            } else {
                report.ok("A guest ran on KVM.");
            }
        } else if (wanted.forceKvm()) {
            report.fault(
                    "The setting force_kvm is set, but " + verdict.reason() + ".", "unset LIBGUESTFS_BACKEND_SETTINGS");
        } else if (wanted.forceTcg()) {
            report.ok("Launches emulate the processor, because force_tcg is set. Without it they would, too: "
                    + verdict.reason() + ".");
        } else {
            tell(host, report, verdict);
        }
    }

    private static void tell(Host host, Report report, KvmVerdict verdict) {
        String slow = "Launches emulate the processor, which is slow: " + verdict.reason() + ".";
        switch (verdict.kind()) {
            case ABSENT ->
                report.note(
                        slow,
                        host.asRoot("modprobe kvm_intel || " + host.asRoot("modprobe kvm_amd"))
                                + "   # after virtualisation was turned on in the firmware, or for this virtual"
                                + " machine in its host");
            case DENIED ->
                report.warning(
                        slow, host.asRoot("usermod -aG " + group(host) + " " + user(host)) + "   # then log in again");
            default ->
                report.warning(
                        slow, "export LIBGUESTFS_BACKEND_SETTINGS=force_tcg   # emulates without trying KVM first");
        }
    }

    private static String group(Host host) {
        Path device = host.file("/dev/kvm");
        try {
            return Files.readAttributes(device, PosixFileAttributes.class)
                    .group()
                    .getName();
        } catch (IOException | UnsupportedOperationException e) {
            // The name that all distributions use.
            return "kvm";
        }
    }

    private static String user(Host host) {
        String name = host.property().apply("user.name");
        return name == null ? "$USER" : name;
    }
}
