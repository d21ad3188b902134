package io.guestfs;

import io.guestfs.appliance.Backend;
import io.guestfs.appliance.LaunchRequest;
import io.guestfs.appliance.image.DrivePreparation;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.web.WebReaders;
import io.guestfs.appliance.workdir.WorkDirectories;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.call.HandleGate;
import io.guestfs.internal.call.UserCancel;
import io.guestfs.internal.codec.LifecycleCodec;
import io.guestfs.internal.domain.Domains;
import io.guestfs.internal.domain.LibvirtBackend;
import io.guestfs.internal.domain.LibvirtCredentials;
import io.guestfs.internal.handle.DefaultEventPrinter;
import io.guestfs.internal.handle.ErrorState;
import io.guestfs.internal.handle.EventRegistry;
import io.guestfs.internal.handle.HandleIdentity;
import io.guestfs.internal.handle.HandleSettings;
import io.guestfs.internal.handle.HandleState;
import io.guestfs.internal.handle.OpenHandles;
import io.guestfs.internal.handle.PrivateData;
import io.guestfs.internal.inspection.Applications;
import io.guestfs.internal.inspection.Icons;
import io.guestfs.internal.inspection.OsInfo;
import io.guestfs.internal.launch.AbandonedHandle;
import io.guestfs.internal.launch.Lifecycle;
import io.guestfs.internal.library.BackendSettings;
import io.guestfs.internal.library.DefaultHypervisor;
import io.guestfs.internal.library.DeviceNames;
import io.guestfs.internal.library.Directories;
import io.guestfs.internal.library.DirectoryLists;
import io.guestfs.internal.library.DiskImages;
import io.guestfs.internal.library.DriveFiles;
import io.guestfs.internal.library.Drives;
import io.guestfs.internal.library.Environment;
import io.guestfs.internal.library.Features;
import io.guestfs.internal.library.FileAttributes;
import io.guestfs.internal.library.FileReading;
import io.guestfs.internal.library.FileWriting;
import io.guestfs.internal.library.HotPlug;
import io.guestfs.internal.library.Mountables;
import io.guestfs.internal.library.RecordStreams;
import io.guestfs.internal.library.Settings;
import io.guestfs.internal.library.TreeCopies;
import io.guestfs.internal.local.ApplicationsHome;
import io.guestfs.internal.local.BackendSettingsHome;
import io.guestfs.internal.local.DeviceNamesHome;
import io.guestfs.internal.local.DirectoriesHome;
import io.guestfs.internal.local.DirectoryListsHome;
import io.guestfs.internal.local.DiskImagesHome;
import io.guestfs.internal.local.DomainsHome;
import io.guestfs.internal.local.DrivesHome;
import io.guestfs.internal.local.EnvironmentHome;
import io.guestfs.internal.local.FeaturesHome;
import io.guestfs.internal.local.FileAttributesHome;
import io.guestfs.internal.local.FileReadingHome;
import io.guestfs.internal.local.FileWritingHome;
import io.guestfs.internal.local.HandleIdentityHome;
import io.guestfs.internal.local.Homes;
import io.guestfs.internal.local.IconsHome;
import io.guestfs.internal.local.LibvirtCredentialsHome;
import io.guestfs.internal.local.LifecycleHome;
import io.guestfs.internal.local.LocalMountsHome;
import io.guestfs.internal.local.MountablesHome;
import io.guestfs.internal.local.OsInfoHome;
import io.guestfs.internal.local.RecordStreamsHome;
import io.guestfs.internal.local.SettingsHome;
import io.guestfs.internal.local.TreeCopiesHome;
import io.guestfs.internal.mountlocal.FuseHost;
import io.guestfs.internal.mountlocal.GuestCalls;
import io.guestfs.internal.mountlocal.LocalMounts;
import java.time.Duration;

/** Makes the parts of a handle and wires them together. */
final class HandleParts implements Homes {

    private final GuestFS handle;
    private final Duration launchLimit;
    private final HandleSettings values = new HandleSettings();
    private final HandleState state = new HandleState();
    private final HandleGate gate = new HandleGate();
    private final EventRegistry events =
            new EventRegistry(new DefaultEventPrinter(values::verbose, values::identifier));
    private final ErrorState errors = new ErrorState();
    private final EventCallbacks callbacks = new EventCallbacks(events, errors);
    private final UserCancel cancel = new UserCancel();
    private final PrivateData privateData = new PrivateData();
    private final LibvirtCredentials libvirtCredentials = new LibvirtCredentials(events);
    private final HandleIdentity identity = new HandleIdentity();
    private final Directories directories = new Directories();
    private final WorkDirectories work = new WorkDirectories(directories);
    private final QemuImg images = new QemuImg(System.getenv(), this::log);
    private final WebReaders readers = new WebReaders(System.getenv(), work);
    private final AbandonedHandle abandoned = new AbandonedHandle(work, readers);
    private final CallRunner runner;
    private final Lifecycle lifecycle;
    private final Drives drives;
    private final Features features;
    private final Settings settings;
    private final LocalMounts localMounts;
    private final HandleCloser closer;
    private final BackendSettings backendSettings;
    private final Environment environment;
    private final DiskImages diskImages;
    private final DeviceNames deviceNames;
    private final FileReading fileReading;
    private final FileWriting fileWriting;
    private final DirectoryLists directoryLists;
    private final FileAttributes fileAttributes;
    private final Mountables mountables;
    private final TreeCopies treeCopies;
    private final RecordStreams recordStreams;
    private final Applications applications;
    private final OsInfo osInfo;
    private final Icons icons;

    HandleParts(GuestFS handle, Duration launchLimit) {
        this.handle = handle;
        this.launchLimit = launchLimit;
        lifecycle = new Lifecycle(
                new Lifecycle.Parts(
                        state,
                        events,
                        gate,
                        cancel,
                        this::request,
                        this::forgetLaunch,
                        new LibvirtBackend(libvirtCredentials)),
                this::autosync,
                abandoned,
                this::log);
        runner = new CallRunner(
                new CallRunner.Parts(gate, state, events, errors, values::trace, cancel, lifecycle::connection));
        drives = new Drives(
                state,
                handle,
                new DriveFiles(new DrivePreparation(images, work, readers)),
                new HotPlug(new HotPlug.Parts(lifecycle::drivePort, runner, handle, cancel::requested, gate::closing)));
        features = new Features(runner);
        settings = new Settings(values, DefaultHypervisor::name);
        localMounts = new LocalMounts(
                new LocalMounts.Parts(
                        new GuestCalls(handle, handle, handle, handle),
                        errors,
                        cancel::requested,
                        lifecycle::running,
                        this::log),
                FuseHost.local());
        closer = new HandleCloser(
                gate,
                lifecycle,
                localMounts,
                new HandleCloser.Steps(cancel::request, this::announceClose, this::release));
        backendSettings = new BackendSettings(values);
        environment = new Environment(handle, directories, System::getenv);
        diskImages = new DiskImages(images);
        deviceNames = new DeviceNames(handle, drives::hasNumber);
        fileReading = new FileReading(handle, handle, runner);
        fileWriting = new FileWriting(runner, handle, handle);
        directoryLists = new DirectoryLists(runner, handle);
        fileAttributes = new FileAttributes(runner, handle);
        mountables = new Mountables(runner);
        treeCopies = new TreeCopies(handle, handle, handle, line -> events.fire(EventKind.WARNING, line));
        recordStreams = new RecordStreams(runner);
        applications = new Applications(runner, handle, new Applications.Guest(handle, handle, handle, handle));
        osInfo = new OsInfo(handle);
        icons = new Icons(handle, handle, handle, handle);
    }

    void opened(boolean closeOnExit) {
        OpenHandles.whenDropped(handle, abandoned);
        if (closeOnExit) {
            OpenHandles.add(handle);
        }
    }

    private void log(String line) {
        if (values.verbose()) {
            events.fire(EventKind.LIBRARY, line);
        }
    }

    private LaunchRequest request() {
        return LaunchRequest.builder(work, settings.getPath())
                .backend(Backend.parse(values.backend()).orElseThrow())
                .drives(drives.list())
                .config(drives.parameters())
                .memsizeMb(values.memsize())
                .smp(values.smp())
                .network(values.network())
                .selinux(values.selinux())
                .verbose(values.verbose())
                .recoveryProcess(values.recoveryProcess())
                .processGroup(values.processGroup())
                .directMode(values.direct())
                .hv(values.hv())
                .append(values.append())
                .identifier(values.identifier())
                .backendSettings(values.backendSettings())
                .timeout(Lifecycle.limit(values.backendSettings(), launchLimit))
                .build();
    }

    private void forgetLaunch() {
        drives.forget();
        features.forget();
    }

    private void autosync() {
        if (values.autosync()) {
            runner.daemon(LifecycleCodec.INTERNAL_AUTOSYNC, null);
        }
    }

    void close() {
        closer.close();
    }

    private void announceClose() {
        if (values.trace()) {
            events.fire(EventKind.TRACE, "close");
        }
    }

    /** What is left to do when the appliance is gone. */
    private void release() {
        state.moveTo(HandleState.State.CLOSED);
        events.fire(new Event.Notice(EventKind.CLOSE));
        abandoned.closed();
        readers.close();
        work.close();
        privateData.clear();
        OpenHandles.remove(handle);
    }

    CallRunner runner() {
        return runner;
    }

    EventRegistry events() {
        return events;
    }

    EventCallbacks callbacks() {
        return callbacks;
    }

    ErrorState errors() {
        return errors;
    }

    UserCancel cancel() {
        return cancel;
    }

    PrivateData privateData() {
        return privateData;
    }

    @Override
    public LifecycleHome lifecycle() {
        return lifecycle;
    }

    @Override
    public DrivesHome drives() {
        return drives;
    }

    @Override
    public DomainsHome domains() {
        return new Domains(
                handle,
                handle,
                new Domains.DriveList(() -> drives.list().size(), drives::cut),
                libvirtCredentials,
                this::log);
    }

    @Override
    public LibvirtCredentialsHome libvirtCredentials() {
        return libvirtCredentials;
    }

    @Override
    public FeaturesHome features() {
        return features;
    }

    @Override
    public SettingsHome settings() {
        return settings;
    }

    @Override
    public DirectoriesHome directories() {
        return directories;
    }

    @Override
    public BackendSettingsHome backendSettings() {
        return backendSettings;
    }

    @Override
    public EnvironmentHome environment() {
        return environment;
    }

    @Override
    public DiskImagesHome diskImages() {
        return diskImages;
    }

    @Override
    public DeviceNamesHome deviceNames() {
        return deviceNames;
    }

    @Override
    public FileReadingHome fileReading() {
        return fileReading;
    }

    @Override
    public FileWritingHome fileWriting() {
        return fileWriting;
    }

    @Override
    public DirectoryListsHome directoryLists() {
        return directoryLists;
    }

    @Override
    public FileAttributesHome fileAttributes() {
        return fileAttributes;
    }

    @Override
    public MountablesHome mountables() {
        return mountables;
    }

    @Override
    public TreeCopiesHome treeCopies() {
        return treeCopies;
    }

    @Override
    public LocalMountsHome localMounts() {
        return localMounts;
    }

    @Override
    public RecordStreamsHome recordStreams() {
        return recordStreams;
    }

    @Override
    public HandleIdentityHome handleIdentity() {
        return identity;
    }

    @Override
    public ApplicationsHome applications() {
        return applications;
    }

    @Override
    public OsInfoHome osInfo() {
        return osInfo;
    }

    @Override
    public IconsHome icons() {
        return icons;
    }
}
