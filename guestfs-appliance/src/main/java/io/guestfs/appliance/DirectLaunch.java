package io.guestfs.appliance;

import io.guestfs.appliance.QemuStart.Sockets;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.image.RootDisk;
import io.guestfs.appliance.locate.ApplianceFiles;
import io.guestfs.appliance.qemu.Accelerator;
import io.guestfs.appliance.qemu.BackendSettings;
import io.guestfs.appliance.qemu.Cage;
import io.guestfs.appliance.qemu.QemuBinary;
import io.guestfs.appliance.qemu.QemuCommandLine;
import io.guestfs.appliance.qemu.QemuSetup;
import io.guestfs.appliance.qemu.QemuSetup.NetworkKind;
import io.guestfs.appliance.qemu.UefiFirmware;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One launch of our own qemu child: everything up to the command line. {@link QemuStart} does the rest. */
final class DirectLaunch {
    private final LaunchRequest request;
    private final LaunchListener listener;
    private final HostFacts facts;
    private final WorkDirectories directories;
    private final LaunchSteps steps;

    DirectLaunch(LaunchRequest request, LaunchListener listener, HostFacts facts) {
        this.request = request;
        this.listener = listener;
        this.facts = facts;
        this.directories = request.directories();
        this.steps = new LaunchSteps(request, listener, facts);
    }

    RunningAppliance run() throws ApplianceException {
        listener.progress(0);
        steps.checkDrives();
        BackendSettings settings = BackendSettings.parse(request.backendSettings());
        List<Drive> drives = steps.prepareDrives();
        Aborted.check(listener);
        ApplianceFiles appliance = steps.findAppliance();
        listener.progress(3);
        Aborted.check(listener);
        QemuBinary qemu = QemuBinary.find(request.hv(), steps.profile(), request.environment(), listener);
        Accelerator accelerator = steps.chooseAccelerator(qemu.program(), settings);
        if (settings.gdb()) {
            listener.warning("qemu waits for a debugger: start gdb and give it \"target remote localhost:1234\"");
        }
        Aborted.check(listener);
        return start(qemu, accelerator, settings, appliance, drives);
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
        RootDisk disk = root == null ? null : RootDisk.read(root, steps.qemuImg(), directories);
        String words = steps.kernelWords(accelerator, disk == null ? null : disk.uuid());
        UefiFirmware firmware = steps.firmware();
        NetworkKind network = network(qemu);
        CageChoice cages = new CageChoice(request, settings, network);
        Attempt attempt = (cage, passt) -> new QemuSetup(
                qemu.program(),
                steps.profile(),
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
}
