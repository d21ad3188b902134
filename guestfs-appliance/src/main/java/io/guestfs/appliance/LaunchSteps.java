package io.guestfs.appliance;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveReader;
import io.guestfs.appliance.image.DrivePreparation;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.locate.ApplianceFiles;
import io.guestfs.appliance.locate.ApplianceSearchPath;
import io.guestfs.appliance.locate.SuperminAppliance;
import io.guestfs.appliance.qemu.Accelerator;
import io.guestfs.appliance.qemu.BackendSettings;
import io.guestfs.appliance.qemu.KernelCommandLine;
import io.guestfs.appliance.qemu.KvmProbe;
import io.guestfs.appliance.qemu.KvmVerdict;
import io.guestfs.appliance.qemu.LoopsPerJiffy;
import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.qemu.UefiFirmware;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What every launch of a guest of ours needs first, whoever runs it: drives, the appliance, a way to run it, kernel words. */
final class LaunchSteps {
    private static final int MOST_DRIVES = 255;

    private final LaunchRequest request;
    private final LaunchListener listener;
    private final HostFacts facts;
    private final WorkDirectories directories;
    private final QemuImg qemuImg;
    private final MachineProfile profile = MachineProfile.ofThisHost();

    LaunchSteps(LaunchRequest request, LaunchListener listener, HostFacts facts) {
        this.request = request;
        this.listener = listener;
        this.facts = facts;
        this.directories = request.directories();
        this.qemuImg = new QemuImg(request.environment(), listener::debug);
    }

    MachineProfile profile() {
        return profile;
    }

    QemuImg qemuImg() {
        return qemuImg;
    }

    void checkDrives() throws ApplianceException {
        if (request.drives().isEmpty()) {
            throw ApplianceException.of(LaunchPhase.DRIVES, "no drive has been added")
                    .remedy("Add at least one drive before launching; /dev/null or a scratch drive will do.")
                    .build();
        }
        if (request.drives().size() > MOST_DRIVES) {
            throw ApplianceException.of(
                            LaunchPhase.DRIVES,
                            request.drives().size() + " drives were added, but one appliance takes only " + MOST_DRIVES)
                    .remedy("Use several handles.")
                    .build();
        }
    }

    List<Drive> prepareDrives() throws ApplianceException {
        DrivePreparation preparation = new DrivePreparation(qemuImg, directories);
        List<Drive> prepared = new ArrayList<>();
        for (Drive drive : request.drives()) {
            prepared.add(preparation.prepare(drive));
        }
        for (Drive drive : prepared) {
            checkReader(drive);
        }
        return prepared;
    }

    private static void checkReader(Drive drive) throws ApplianceException {
        DriveImage image = drive.opened();
        DriveReader reader = image == null ? null : image.reader();
        if (reader != null && !reader.alive()) {
            throw ApplianceException.of(
                            LaunchPhase.DRIVES, drive.source() + " can't be read any more: " + reader.complaint())
                    .remedy("Close the handle, and add the drives to a new one.")
                    .build();
        }
    }

    ApplianceFiles findAppliance() throws ApplianceException {
        SuperminAppliance supermin = new SuperminAppliance(
                directories, request.environment(), listener, request.timeout(), request.verbose());
        return new ApplianceSearchPath(request.path(), profile.hostCpu()).find(supermin, listener);
    }

    Accelerator chooseAccelerator(Path qemu, BackendSettings settings) throws ApplianceException {
        if (settings.forceTcg()) {
            return Accelerator.TCG;
        }
        KvmProbe probe = new KvmProbe(facts.kvmVerdicts().in(directories.cache()), directories, request.environment());
        KvmVerdict verdict = probe.verdict(qemu, profile);
        if (verdict.usable()) {
            return settings.forceKvm() ? Accelerator.KVM : Accelerator.KVM_OR_TCG;
        }
        if (settings.forceKvm()) {
            throw ApplianceException.of(
                            LaunchPhase.HYPERVISOR, "force_kvm was set, but KVM cannot be used: " + verdict.reason())
                    .remedy(kvmRemedy(verdict))
                    .build();
        }
        listener.debug("KVM is not used: " + verdict.reason());
        if (verdict.surprising() && facts.isNews("KVM: " + verdict.reason())) {
            listener.warning("KVM cannot be used here (" + verdict.reason()
                    + "), so the appliance is emulated, which is slow. " + kvmRemedy(verdict));
        }
        return Accelerator.TCG;
    }

    private static String kvmRemedy(KvmVerdict verdict) {
        return switch (verdict.kind()) {
            case DENIED ->
                "Add this user to the group that owns /dev/kvm (\"sudo usermod -aG kvm USER\", then log in"
                        + " again).";
            case ABSENT ->
                "Turn on virtualisation in the firmware of this machine and load the module kvm_intel or" + " kvm_amd.";
            default -> "Set the backend setting force_tcg to choose emulation silently.";
        };
    }

    String kernelWords(Accelerator accelerator, @Nullable String rootUuid) {
        return new KernelCommandLine(profile, request.memsizeMb())
                .loopsPerJiffy(accelerator.kvm() ? 0 : loopsPerJiffy())
                .rootUuid(rootUuid)
                .switches(request.selinux(), request.verbose(), request.network())
                .terminal(request.environment().get("TERM"))
                .identifier(request.identifier())
                .append(request.append())
                .text();
    }

    private long loopsPerJiffy() {
        return facts.loopsPerJiffy(() -> LoopsPerJiffy.read(request.environment()));
    }

    @Nullable
    UefiFirmware firmware() throws ApplianceException {
        Optional<UefiFirmware> found = UefiFirmware.find(profile, request.verbose());
        if (found.isEmpty()) {
            return null;
        }
        Path copy = directories.tempFile("vars", "fd");
        try {
            Files.copy(found.get().variables(), copy);
        } catch (IOException e) {
            throw ApplianceException.of(
                            LaunchPhase.HYPERVISOR,
                            "the firmware variables " + found.get().variables() + " cannot be copied: " + e)
                    .remedy("Check the space in the temporary directory " + copy.getParent() + ".")
                    .cause(e)
                    .build();
        }
        return new UefiFirmware(found.get().code(), copy);
    }
}
