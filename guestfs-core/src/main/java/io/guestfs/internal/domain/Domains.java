package io.guestfs.internal.domain;

import io.guestfs.appliance.Backend;
import io.guestfs.calls.AddDomainOptions;
import io.guestfs.calls.AddLibvirtDomOptions;
import io.guestfs.calls.DrivesCalls;
import io.guestfs.calls.SettingsCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.local.DomainsHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** Adds the disks of a libvirt domain. */
public final class Domains implements DomainsHome {

    /**
     * The list that the disks go to.
     *
     * @param size tells how many drives it has
     * @param cut takes drives away from its end until only so many are left
     */
    public record DriveList(IntSupplier size, IntConsumer cut) {}

    private final DrivesCalls calls;
    private final SettingsCalls settings;
    private final DriveList drives;
    private final LibvirtCredentials credentials;
    private final Consumer<String> log;

    /**
     * Makes the home.
     *
     * @param calls the calls that this one stands on
     * @param settings where the backend is chosen
     * @param drives where the drives go
     * @param credentials who answers when libvirt wants a login
     * @param log takes the lines of the debug log
     */
    public Domains(
            DrivesCalls calls,
            SettingsCalls settings,
            DriveList drives,
            LibvirtCredentials credentials,
            Consumer<String> log) {
        this.calls = calls;
        this.settings = settings;
        this.drives = drives;
        this.credentials = credentials;
        this.log = log;
    }

    @Override
    public int addDomain(String dom, AddDomainOptions options) {
        Map<String, Object> given = options.given();
        DiskWishes.of("add_domain", given);
        String uri = (String) given.get("libvirturi");
        boolean uuid = Boolean.TRUE.equals(given.get("allowuuid"));
        return LibvirtLibrary.use("add_domain", () -> LibvirtConnection.open("add_domain", uri, credentials))
                .with(dom, uuid, domain -> calls.addLibvirtDom(domain, DiskWishes.handedOn(options)));
    }

    @Override
    public int addLibvirtDom(Object dom, AddLibvirtDomOptions options) {
        String call = "add_libvirt_dom";
        Map<String, Object> given = options.given();
        return add(LibvirtLibrary.use(call, () -> LibvirtDomain.of(call, dom)), DiskWishes.of(call, given));
    }

    int add(DomainKeeper domain, DiskWishes wishes) {
        boolean running = !wishes.readonly() && !domain.shutOff();
        if (running && !wishes.live()) {
            throw new GuestFSException(
                    wishes.call(),
                    "the domain '" + domain.name() + "' is not shut off, and two writers would destroy its disks: shut"
                            + " it off, add it read-only, or use 'live' if it runs the daemon",
                    ErrorNumber.NONE);
        }
        String definition = domain.definition();
        log.accept("definition of the domain:\n" + definition);
        keepLabels(read(wishes.call(), definition, DomainDefinition::selinux));
        if (running) {
            attach(wishes.call(), domain, definition);
            return 0;
        }
        List<DomainDisk> disks = read(wishes.call(), definition, DomainDefinition::disks);
        if (disks.isEmpty()) {
            throw new GuestFSException(
                    wishes.call(), "the domain '" + domain.name() + "' has no disk with a source", ErrorNumber.NONE);
        }
        addAll(DomainDrives.of(disks, wishes, domain));
        return disks.size();
    }

    /** For the libvirt backend: an appliance with the label of the domain may use its disks as they are. */
    private void keepLabels(Optional<DomainDefinition.Labels> labels) {
        String keep = "internal_libvirt_norelabel_disks";
        if (labels.isEmpty()) {
            int unused = settings.clearBackendSetting(keep);
            return;
        }
        settings.setBackendSetting("internal_libvirt_label", labels.get().process());
        settings.setBackendSetting("internal_libvirt_imagelabel", labels.get().image());
        settings.setBackendSetting(keep, "1");
    }

    /** Chooses the daemon that runs in the domain; its disks are there already. */
    private void attach(String call, DomainKeeper domain, String definition) {
        String socket = read(call, definition, DomainDefinition::channel)
                .orElseThrow(() -> new GuestFSException(
                        call,
                        "the domain '" + domain.name() + "' has no channel for the daemon: its definition needs a"
                                + " <channel type='unix'> with a source of mode 'bind' and a path, and a target of type"
                                + " 'virtio' with the name '" + DomainDefinition.CHANNEL + "', and the guest needs a"
                                + " running guestfsd",
                        ErrorNumber.NONE));
        settings.setBackend(new Backend.Attached(Path.of(socket)).text());
    }

    private interface Question<R> {
        R ask(String definition) throws BadDefinitionException;
    }

    private static <R> R read(String call, String definition, Question<R> question) {
        try {
            return question.ask(definition);
        } catch (BadDefinitionException e) {
            throw ErrorMapper.libvirt(call, String.valueOf(e.getMessage()), e);
        }
    }

    /** All or none. */
    private void addAll(List<DomainDrives.Addition> additions) {
        int before = drives.size().getAsInt();
        boolean done = false;
        try {
            additions.forEach(addition -> calls.addDrive(addition.filename(), addition.options()));
            done = true;
        } finally {
            if (!done) {
                drives.cut().accept(before);
            }
        }
    }
}
