package io.guestfs.internal.domain;

import io.guestfs.internal.call.ErrorMapper;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to libvirt that lasts for one call. It is not read-only, because secrets are shown to writers only. */
final class LibvirtConnection {

    private static final Logger LOG = LoggerFactory.getLogger("guestfs.libvirt");
    private static final Pattern UUID = Pattern.compile("\\{?[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}}?");

    private final String call;
    private final Connect connect;

    private LibvirtConnection(String call, Connect connect) {
        this.call = call;
        this.connect = connect;
    }

    /**
     * Connects.
     *
     * @param call the call that needs it
     * @param uri where to; null lets libvirt choose
     * @param credentials who answers when libvirt wants a login
     */
    static LibvirtConnection open(String call, @Nullable String uri, LibvirtCredentials credentials) {
        try {
            LibvirtLogin login = credentials.supported().isEmpty()
                    ? null
                    : new LibvirtLogin(credentials, credentials::ask, uri == null ? "" : uri);
            return new LibvirtConnection(call, new Connect(uri, login, 0));
        } catch (LibvirtException e) {
            throw ErrorMapper.libvirt(
                    call,
                    "connecting to libvirt" + (uri == null ? "" : " at '" + uri + "'") + ": " + e.getMessage()
                            + (credentials.supported().isEmpty()
                                    ? "; nobody is asked for passwords, because set_libvirt_supported_credentials was"
                                            + " not called or no callback listens for LIBVIRT_AUTH events"
                                    : ""),
                    e);
        }
    }

    /** Finds a domain, works with it, and closes the connection. */
    int with(String name, boolean allowUuid, ToIntFunction<Object> work) {
        try {
            Domain domain = find(name, allowUuid);
            try {
                return work.applyAsInt(domain);
            } finally {
                domain.free();
            }
        } catch (LibvirtException e) {
            throw ErrorMapper.libvirt(call, "looking for the domain '" + name + "': " + e.getMessage(), e);
        } finally {
            close();
        }
    }

    private Domain find(String name, boolean allowUuid) throws LibvirtException {
        if (allowUuid && UUID.matcher(name).matches()) {
            try {
                return connect.domainLookupByUUIDString(name);
            } catch (LibvirtException e) {
                LOG.debug("No domain has the UUID {}; trying it as a name.", name, e);
            }
        }
        return connect.domainLookupByName(name);
    }

    private void close() {
        try {
            connect.close();
        } catch (LibvirtException e) {
            LOG.debug("Closing the connection to libvirt failed.", e);
        }
    }
}
