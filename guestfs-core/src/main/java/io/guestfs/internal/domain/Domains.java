package io.guestfs.internal.domain;

import io.guestfs.calls.AddDomainOptions;
import io.guestfs.calls.AddLibvirtDomOptions;
import io.guestfs.calls.DrivesCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.local.DomainsHome;
import java.util.List;
import java.util.Map;
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
    private final DriveList drives;
    private final LibvirtCredentials credentials;
    private final Consumer<String> log;

    /**
     * Makes the home.
     *
     * @param calls the calls that this one stands on
     * @param drives where the drives go
     * @param credentials who answers when libvirt wants a login
     * @param log takes the lines of the debug log
     */
    public Domains(DrivesCalls calls, DriveList drives, LibvirtCredentials credentials, Consumer<String> log) {
        this.calls = calls;
        this.drives = drives;
        this.credentials = credentials;
        this.log = log;
    }

    @Override
    public int addDomain(String dom, AddDomainOptions options) {
        Map<String, Object> given = options.given();
        refuseLive("add_domain", given);
        String uri = (String) given.get("libvirturi");
        boolean uuid = Boolean.TRUE.equals(given.get("allowuuid"));
        return LibvirtLibrary.use("add_domain", () -> LibvirtConnection.open("add_domain", uri, credentials))
                .with(dom, uuid, domain -> calls.addLibvirtDom(domain, DiskWishes.handedOn(options)));
    }

    @Override
    public int addLibvirtDom(Object dom, AddLibvirtDomOptions options) {
        String call = "add_libvirt_dom";
        Map<String, Object> given = options.given();
        refuseLive(call, given);
        return add(LibvirtLibrary.use(call, () -> LibvirtDomain.of(call, dom)), DiskWishes.of(call, given));
    }

    private static void refuseLive(String call, Map<String, Object> given) {
        if (Boolean.TRUE.equals(given.get("live"))) {
            throw new NotSupportedException(
                    call,
                    "the daemon of a running guest can't be used by this library, so 'live' is not possible: shut the"
                            + " domain off, or add it read-only");
        }
    }

    int add(DomainKeeper domain, DiskWishes wishes) {
        if (!wishes.readonly() && !domain.shutOff()) {
            throw new GuestFSException(
                    wishes.call(),
                    "the domain '" + domain.name() + "' is not shut off, and two writers would destroy its disks: shut"
                            + " it off, or add it read-only",
                    ErrorNumber.NONE);
        }
        String definition = domain.definition();
        log.accept("definition of the domain:\n" + definition);
        List<DomainDisk> disks = read(wishes.call(), definition);
        if (disks.isEmpty()) {
            throw new GuestFSException(
                    wishes.call(), "the domain '" + domain.name() + "' has no disk with a source", ErrorNumber.NONE);
        }
        addAll(DomainDrives.of(disks, wishes, domain));
        return disks.size();
    }

    private static List<DomainDisk> read(String call, String definition) {
        try {
            return DomainDefinition.disks(definition);
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
