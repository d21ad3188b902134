package io.guestfs.internal.domain;

import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.libvirt.LibvirtGuest;
import io.guestfs.appliance.libvirt.LibvirtHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.Secret;
import org.libvirt.jna.Libvirt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of the binding on which appliances run. */
final class LibvirtApplianceHost implements LibvirtHost {

    private static final Logger LOG = LoggerFactory.getLogger("guestfs.libvirt");

    /** What libvirt says of a domain that is not there any more. */
    private static final Set<ErrorNumber> GONE =
            Set.of(ErrorNumber.VIR_ERR_NO_DOMAIN, ErrorNumber.VIR_ERR_OPERATION_INVALID);

    private final Connect connect;
    /** Used by the one thread that talks to libvirt. */
    private final List<Domain> domains = new ArrayList<>();

    /** Errors come as exceptions; without this libvirt writes them to standard error, too. Kept as long as libvirt may call it. */
    private final Libvirt.VirErrorCallback silence = (data, error) -> {};

    private LibvirtApplianceHost(Connect connect) throws LibvirtException {
        this.connect = connect;
        connect.setConnectionErrorCallback(silence);
    }

    static LibvirtApplianceHost open(@Nullable String uri, LibvirtCredentials credentials, LibvirtLogin.Asker asker)
            throws LibvirtFailure {
        boolean silent = credentials.supported().isEmpty();
        try {
            LibvirtLogin login = silent ? null : new LibvirtLogin(credentials, asker, uri == null ? "" : uri);
            return new LibvirtApplianceHost(new Connect(uri, login, 0));
        } catch (LibvirtException e) {
            throw failure(e);
        }
    }

    private interface Question<R> {
        R ask() throws LibvirtException;
    }

    private static <R> R asked(Question<R> question) throws LibvirtFailure {
        try {
            return question.ask();
        } catch (LibvirtException e) {
            throw failure(e);
        }
    }

    private static LibvirtFailure failure(LibvirtException e) {
        return new LibvirtFailure(String.valueOf(e.getMessage()), e);
    }

    @Override
    public String uri() throws LibvirtFailure {
        return asked(connect::getURI);
    }

    @Override
    public String capabilities() throws LibvirtFailure {
        return asked(connect::getCapabilities);
    }

    @Override
    public String keepSecret(String xml, byte[] value) throws LibvirtFailure {
        return asked(() -> {
            Secret secret = connect.secretDefineXML(xml);
            boolean kept = false;
            try {
                secret.setValue(value);
                kept = true;
                return secret.getUUIDString();
            } finally {
                if (!kept) {
                    secret.undefine();
                }
                secret.free();
            }
        });
    }

    @Override
    public void forgetSecret(String uuid) throws LibvirtFailure {
        Secret found = asked(() -> connect.secretLookupByUUIDString(uuid));
        int unused = asked(() -> {
            try {
                return found.undefine();
            } finally {
                found.free();
            }
        });
    }

    @Override
    public LibvirtGuest start(String xml) throws LibvirtFailure {
        Domain domain = asked(() -> connect.domainCreateXML(xml, Domain.CreateFlags.AUTODESTROY));
        domains.add(domain);
        return () -> end(domain);
    }

    private static void end(Domain domain) throws LibvirtFailure {
        try {
            domain.destroy();
        } catch (LibvirtException e) {
            if (!GONE.contains(e.getError().getCode())) {
                throw failure(e);
            }
            LOG.debug("The domain had ended.", e);
        }
    }

    /** A connection stays, and what lives as long as it, while an object of it is held: nobody may have asked for the end. */
    private static void letGo(Domain domain) {
        try {
            end(domain);
        } catch (LibvirtFailure e) {
            LOG.debug("The domain could not be ended; it ends with the connection.", e);
        }
        try {
            domain.free();
        } catch (LibvirtException e) {
            LOG.debug("Letting the domain go failed.", e);
        }
    }

    @Override
    public void close() {
        domains.forEach(LibvirtApplianceHost::letGo);
        domains.clear();
        try {
            connect.close();
        } catch (LibvirtException e) {
            LOG.debug("Closing the connection to libvirt failed.", e);
        }
    }
}
