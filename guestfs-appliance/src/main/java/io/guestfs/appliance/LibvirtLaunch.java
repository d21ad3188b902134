package io.guestfs.appliance;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.image.RootDisk;
import io.guestfs.appliance.libvirt.DomainSetup;
import io.guestfs.appliance.libvirt.DomainSetup.Boot;
import io.guestfs.appliance.libvirt.DomainSetup.Labels;
import io.guestfs.appliance.libvirt.DomainSetup.Machine;
import io.guestfs.appliance.libvirt.DomainSetup.Network;
import io.guestfs.appliance.libvirt.DomainSetup.Root;
import io.guestfs.appliance.libvirt.GuestDisk;
import io.guestfs.appliance.libvirt.HostCapabilities;
import io.guestfs.appliance.libvirt.HostCapabilities.QemuUser;
import io.guestfs.appliance.libvirt.LibvirtDoor;
import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.libvirt.LibvirtHost;
import io.guestfs.appliance.locate.ApplianceFiles;
import io.guestfs.appliance.qemu.Accelerator;
import io.guestfs.appliance.qemu.BackendSettings;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.Owner;
import io.guestfs.appliance.workdir.RandomName;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One launch of a domain of libvirt: everything up to its definition. {@link LibvirtStart} does the rest. */
final class LibvirtLaunch {
    private static final int RANDOM_LETTERS = 16;
    private static final Duration GIVING_UP = Duration.ofMillis(500);

    private final Backend.Libvirt backend;
    private final LaunchRequest request;
    private final LaunchListener listener;
    private final LibvirtDoor door;
    private final LaunchSteps steps;
    private final WorkDirectories directories;
    private final long deadline;
    private final String name = "guestfs-" + RandomName.ofLetters(RANDOM_LETTERS);

    LibvirtLaunch(
            Backend.Libvirt backend,
            LaunchRequest request,
            LaunchListener listener,
            HostFacts facts,
            LibvirtDoor door) {
        this.backend = backend;
        this.request = request;
        this.listener = listener;
        this.door = door;
        this.steps = new LaunchSteps(request, listener, facts);
        this.directories = request.directories();
        this.deadline = System.nanoTime() + request.timeout().toNanos();
    }

    RunningAppliance run() throws ApplianceException {
        listener.progress(0);
        refuseDirectMode();
        steps.checkDrives();
        BackendSettings settings = BackendSettings.parse(request.backendSettings());
        List<Drive> drives = steps.prepareDrives();
        Aborted.check(listener);
        LibvirtSession session = new LibvirtSession(listener, () -> (deadline - System.nanoTime()) / 1_000_000);
        boolean started = false;
        try {
            RunningAppliance running = run(session, settings, drives);
            started = true;
            return running;
        } finally {
            if (!started) {
                boolean unused = session.finish(() -> {}, GIVING_UP);
            }
        }
    }

    private void refuseDirectMode() throws ApplianceException {
        if (request.directMode()) {
            throw ApplianceException.of(
                            LaunchPhase.SETTINGS,
                            "direct mode was set, but a domain of libvirt can't have the standard streams of this process")
                    .remedy("Turn it off with setDirect(false), or use the backend \"direct\".")
                    .errno("ENOTSUP")
                    .build();
        }
    }

    private RunningAppliance run(LibvirtSession session, BackendSettings settings, List<Drive> drives)
            throws ApplianceException {
        boolean root = Owner.effectiveUserId() == 0;
        String uri = connect(session, root);
        HostCapabilities capabilities = capabilities(session, uri);
        boolean kvm = chooseKvm(capabilities, settings, uri);
        ApplianceFiles appliance = steps.findAppliance();
        listener.progress(3);
        Aborted.check(listener);
        return start(session, new Host(uri, capabilities, kvm, root), appliance, drives);
    }

    private record Host(String uri, HostCapabilities capabilities, boolean kvm, boolean root) {
        /** The user that qemu will be, if files have to be opened to it. */
        @Nullable
        QemuUser stranger() {
            QemuUser user = capabilities.user();
            return root && user != null && user.uid() != 0 ? user : null;
        }
    }

    private String connect(LibvirtSession session, boolean root) throws ApplianceException {
        String uri = backend.uri(root);
        String where = uri == null ? "where libvirt likes" : "at " + uri;
        listener.debug("connecting to libvirt " + where);
        String found;
        try {
            found = session.open(door, uri);
        } catch (LibvirtFailure e) {
            throw fault(LaunchPhase.HYPERVISOR, "connecting to libvirt " + where + " failed: " + e.words(), e)
                    .remedy(
                            e.remedy().isEmpty()
                                    ? "Check that libvirtd (or virtqemud) runs and that this user may use it, try \"virsh -c URI"
                                            + " list\", or use the backend \"direct\"."
                                    : e.remedy())
                    .build();
        }
        listener.debug("libvirt is at " + found);
        refuseOtherHosts(found);
        return found;
    }

    /** Sockets and files are on this host. */
    private static void refuseOtherHosts(String uri) throws ApplianceException {
        int begin = uri.indexOf("://");
        String authority = begin < 0 ? "" : uri.substring(begin + 3).split("[/?]", 2)[0];
        if (!authority.isEmpty()) {
            throw ApplianceException.of(
                            LaunchPhase.HYPERVISOR,
                            "the libvirt at " + uri + " is that of " + authority
                                    + ", and the appliance, its drives and its sockets are on this host")
                    .remedy("Run the program on that host, or use libvirt of this host.")
                    .errno("EINVAL")
                    .build();
        }
    }

    private HostCapabilities capabilities(LibvirtSession session, String uri) throws ApplianceException {
        try {
            String xml = session.ask(LibvirtHost::capabilities);
            return HostCapabilities.read(xml, steps.profile());
        } catch (LibvirtFailure e) {
            throw fault(
                            LaunchPhase.HYPERVISOR,
                            "the libvirt at " + uri + " does not tell what it can do: " + e.words(),
                            e)
                    .remedy("Try \"virsh capabilities\" on it, or use the backend \"direct\".")
                    .build();
        }
    }

    private boolean chooseKvm(HostCapabilities host, BackendSettings settings, String uri) throws ApplianceException {
        Set<String> types = host.domainTypes();
        String emulator = request.hv() == null ? host.emulator() : request.hv();
        boolean kvm = false;
        if (!settings.forceTcg() && types.contains("kvm") && emulator != null) {
            kvm = steps.chooseAccelerator(Path.of(emulator), settings) != Accelerator.TCG;
        }
        if (!kvm && (settings.forceKvm() || !types.contains("qemu"))) {
            throw ApplianceException.of(
                            LaunchPhase.HYPERVISOR,
                            "the libvirt at " + uri + " can't run the appliance: it needs domains of the type "
                                    + (settings.forceKvm() ? "kvm" : "qemu or kvm") + " for "
                                    + steps.profile().libvirtArchitecture() + ", and there are "
                                    + (types.isEmpty() ? "none" : "only " + String.join(", ", types)))
                    .remedy("Use a URI such as qemu:///session or qemu:///system, and check that qemu is installed.")
                    .build();
        }
        return kvm;
    }

    private RunningAppliance start(LibvirtSession session, Host host, ApplianceFiles appliance, List<Drive> drives)
            throws ApplianceException {
        try (GuestSockets sockets = GuestSockets.in(directories)) {
            ApplianceFiles files = openToQemu(host, appliance, drives);
            RootDisk disk = files.root() == null ? null : RootDisk.read(files.root(), steps.qemuImg(), directories);
            List<GuestDisk> disks = new GuestDisks(session, steps.qemuImg(), name).of(drives);
            DomainSetup setup = new DomainSetup(
                    name,
                    host.kvm(),
                    new Machine(steps.profile(), request.hv(), request.memsizeMb(), request.smp(), request.verbose()),
                    new Boot(files.kernel(), files.initrd(), words(host, disk), steps.firmware()),
                    disks,
                    disk == null || files.root() == null ? null : overlay(files.root(), disk),
                    sockets.console(),
                    sockets.daemon(),
                    network(),
                    labels(host),
                    extra());
            Set<Integer> users = host.stranger() == null
                    ? Set.of(Owner.effectiveUserId())
                    : Set.of(Owner.effectiveUserId(), host.stranger().uid());
            return new LibvirtStart(request, listener, session, host.uri()).start(name, setup.xml(), sockets, users);
        } catch (LibvirtFailure e) {
            throw fault(LaunchPhase.DRIVES, e.words(), e).remedy(e.remedy()).build();
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.CONNECT, "the sockets of the domain failed: " + e.getMessage())
                    .remedy("Check that their directory is on a local file system that can hold sockets.")
                    .cause(e)
                    .build();
        }
    }

    /** libvirt gives kernel and initrd to its user and would not always give them back. */
    private ApplianceFiles openToQemu(Host host, ApplianceFiles files, List<Drive> drives) throws ApplianceException {
        QemuUser user = host.stranger();
        if (user == null) {
            return files;
        }
        QemuUserAccess access = new QemuUserAccess(user);
        Path temporary = directories.temporary();
        access.open(temporary);
        access.open(directories.sockets());
        for (Drive drive : drives) {
            DriveImage image = drive.opened();
            if (image != null && image.reader() != null) {
                access.share(image.reader().socket());
            }
        }
        if (files.root() != null && files.root().startsWith(directories.cache())) {
            access.open(directories.cache());
        }
        return new ApplianceFiles(
                access.ownCopy(files.kernel(), temporary), access.ownCopy(files.initrd(), temporary), files.root());
    }

    private Root overlay(Path root, RootDisk disk) throws ApplianceException {
        Path overlay = disk.overlay(root, steps.qemuImg(), directories);
        return new Root(overlay, root.toAbsolutePath(), disk.format());
    }

    private String words(Host host, @Nullable RootDisk disk) {
        return steps.kernelWords(host.kvm() ? Accelerator.KVM : Accelerator.TCG, disk == null ? null : disk.uuid());
    }

    private Network network() {
        String bridge = BackendSettings.text(request.backendSettings(), "network_bridge");
        if (!request.network()) {
            return new Network.None();
        }
        return bridge == null ? new Network.User() : new Network.Bridge(bridge);
    }

    /** A user who is not root has qemu run as himself: it can reach what he can, and nothing changes owners. */
    private Labels labels(Host host) throws ApplianceException {
        QemuUser user = host.capabilities().user();
        boolean changes = user != null && host.root();
        String self = user == null || host.root() ? null : Owner.label();
        return new Labels(
                self,
                changes,
                BackendSettings.text(request.backendSettings(), "internal_libvirt_label"),
                BackendSettings.truth(request.backendSettings(), "internal_libvirt_norelabel_disks"),
                request.hv() != null && host.capabilities().selinux());
    }

    private List<String> extra() {
        List<String> words = new ArrayList<>();
        request.config().forEach(parameter -> {
            words.add(parameter.option());
            if (parameter.value() != null) {
                words.add(parameter.value());
            }
        });
        return words;
    }

    static ApplianceException.Builder fault(LaunchPhase phase, String message, Throwable cause) {
        return ApplianceException.of(phase, message).cause(cause);
    }
}
