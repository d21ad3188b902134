package io.guestfs.appliance;

import io.guestfs.appliance.QemuStart.Sockets;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.image.DrivePreparation;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.image.RootDisk;
import io.guestfs.appliance.locate.ApplianceFiles;
import io.guestfs.appliance.locate.ApplianceSearchPath;
import io.guestfs.appliance.locate.SuperminAppliance;
import io.guestfs.appliance.qemu.Accelerator;
import io.guestfs.appliance.qemu.BackendSettings;
import io.guestfs.appliance.qemu.Cage;
import io.guestfs.appliance.qemu.KernelCommandLine;
import io.guestfs.appliance.qemu.KvmProbe;
import io.guestfs.appliance.qemu.KvmVerdict;
import io.guestfs.appliance.qemu.LoopsPerJiffy;
import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.qemu.QemuBinary;
import io.guestfs.appliance.qemu.QemuCommandLine;
import io.guestfs.appliance.qemu.QemuSetup;
import io.guestfs.appliance.qemu.QemuSetup.NetworkKind;
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

/** One launch of our own qemu child: everything up to the command line. {@link QemuStart} does the rest. */
final class DirectLaunch {
    private static final int MOST_DRIVES = 255;

    private final LaunchRequest request;
    private final LaunchListener listener;
    private final HostFacts facts;
    private final WorkDirectories directories;
    private final QemuImg qemuImg;
    private final MachineProfile profile;

    DirectLaunch(LaunchRequest request, LaunchListener listener, HostFacts facts) {
        this.request = request;
        this.listener = listener;
        this.facts = facts;
        this.directories = request.directories();
        this.qemuImg = new QemuImg(request.environment(), listener::debug);
        this.profile = MachineProfile.ofThisHost();
    }

    RunningAppliance run() throws ApplianceException {
        listener.progress(0);
        checkDrives();
        BackendSettings settings = BackendSettings.parse(request.backendSettings());
        List<Drive> drives = prepareDrives();
        failIfAborted();
        ApplianceFiles appliance = findAppliance();
        listener.progress(3);
        failIfAborted();
        QemuBinary qemu = QemuBinary.find(request.hv(), profile, request.environment(), listener);
        Accelerator accelerator = chooseAccelerator(qemu, settings);
        if (settings.gdb()) {
            listener.warning("qemu waits for a debugger: start gdb and give it \"target remote localhost:1234\"");
        }
        failIfAborted();
        return start(qemu, accelerator, settings, appliance, drives);
    }

    private void checkDrives() throws ApplianceException {
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

    private List<Drive> prepareDrives() throws ApplianceException {
        DrivePreparation preparation = new DrivePreparation(qemuImg, directories);
        List<Drive> prepared = new ArrayList<>();
        for (Drive drive : request.drives()) {
            prepared.add(preparation.prepare(drive));
        }
        return prepared;
    }

    private ApplianceFiles findAppliance() throws ApplianceException {
        SuperminAppliance supermin = new SuperminAppliance(
                directories, request.environment(), listener, request.timeout(), request.verbose());
        return new ApplianceSearchPath(request.path(), profile.hostCpu()).find(supermin, listener);
    }

    private Accelerator chooseAccelerator(QemuBinary qemu, BackendSettings settings) throws ApplianceException {
        if (settings.forceTcg()) {
            return Accelerator.TCG;
        }
        KvmProbe probe = new KvmProbe(facts.kvmVerdicts().in(directories.cache()), directories, request.environment());
        KvmVerdict verdict = probe.verdict(qemu.program(), profile);
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

    private RunningAppliance start(
            QemuBinary qemu,
            Accelerator accelerator,
            BackendSettings settings,
            ApplianceFiles appliance,
            List<Drive> drives)
            throws ApplianceException {
        Sockets sockets = new Sockets(SocketPath.ofDaemon(directories), SocketPath.ofMonitor(directories));
        Path root = appliance.root();
        RootDisk disk = root == null ? null : RootDisk.read(root, qemuImg, directories);
        String words = kernelWords(accelerator, disk == null ? null : disk.uuid());
        UefiFirmware firmware = firmware();
        NetworkKind network = network(qemu);
        CageChoice cages = new CageChoice(request, settings, network);
        Attempt attempt = (cage, passt) -> new QemuSetup(
                qemu.program(),
                profile,
                accelerator,
                settings.gdb(),
                request.verbose(),
                request.smp(),
                request.memsizeMb(),
                firmware,
                appliance.kernel(),
                appliance.initrd(),
                root == null || disk == null ? null : new QemuSetup.ApplianceDisk(root, disk.format()),
                drives,
                sockets.daemon(),
                sockets.monitor(),
                network,
                passt == null ? sockets.daemon() : passt.socket(),
                cage,
                words);
        Cage cage = cages.choose(drives, facts.sandboxWorks(qemu.program()));
        GuestReports reports =
                new GuestReports(drives, settings.gdb() || !request.config().isEmpty());
        try {
            return run(attempt, cage, network, sockets, reports);
        } catch (ApplianceException e) {
            if (!cage.sandbox() || !blamesSandbox(e)) {
                throw e;
            }
            listener.debug("this qemu cannot use seccomp and is started without it: " + e.getMessage());
            facts.sandboxFailed(qemu.program());
            return run(attempt, cages.choose(drives, false), network, sockets, reports);
        }
    }

    /** A qemu built without seccomp, or on a kernel without it, says so and ends. */
    private static boolean blamesSandbox(ApplianceException failure) {
        return failure.phase() == LaunchPhase.CONNECT
                && failure.consoleTail().stream()
                        .anyMatch(line -> line.contains("sandbox") || line.contains("seccomp"));
    }

    /** Everything about one start of qemu but what may change from one to the next. */
    private interface Attempt {
        QemuSetup setup(Cage cage, @Nullable Passt passt);
    }

    private RunningAppliance run(Attempt attempt, Cage cage, NetworkKind network, Sockets sockets, GuestReports reports)
            throws ApplianceException {
        Passt passt =
                network == NetworkKind.PASST ? Passt.start(SocketPath.ofPasst(directories), request, listener) : null;
        boolean started = false;
        try {
            QemuCommandLine line = attempt.setup(cage, passt).commandLine();
            request.config().forEach(parameter -> line.extra(parameter.option(), parameter.value()));
            RunningAppliance running =
                    new QemuStart(request, listener).start(line, sockets, reports, passt, cage.emptyRoot() != null);
            started = true;
            return running;
        } finally {
            if (!started && passt != null) {
                passt.stop();
            }
        }
    }

    private NetworkKind network(QemuBinary qemu) {
        if (!request.network()) {
            return NetworkKind.NONE;
        }
        return Passt.usable(qemu, request.environment()) ? NetworkKind.PASST : NetworkKind.USER;
    }

    private String kernelWords(Accelerator accelerator, @Nullable String rootUuid) {
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

    private @Nullable UefiFirmware firmware() throws ApplianceException {
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

    private void failIfAborted() throws ApplianceException {
        if (listener.aborted()) {
            throw Aborted.exception(List.of());
        }
    }
}
