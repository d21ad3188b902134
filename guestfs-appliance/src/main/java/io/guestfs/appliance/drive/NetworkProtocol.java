package io.guestfs.appliance.drive;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How qemu speaks to the server that has a drive. */
public enum NetworkProtocol {
    /** File transfer protocol; read only. */
    FTP(Name.ABSOLUTE, Servers.ONE, true),
    /** The same over TLS. */
    FTPS(Name.ABSOLUTE, Servers.ONE, true),
    /** Web server that knows ranges; read only. */
    HTTP(Name.ABSOLUTE, Servers.ONE, true),
    /** The same over TLS. */
    HTTPS(Name.ABSOLUTE, Servers.ONE, true),
    /** Trivial file transfer, which qemu gave up. */
    TFTP(Name.ABSOLUTE, Servers.ONE, true),
    /** GlusterFS; the name is {@code VOLUME/IMAGE}. */
    GLUSTER(Name.RELATIVE, Servers.ONE_OR_SOCKET, false),
    /** iSCSI; the name is {@code TARGET} or {@code TARGET/LUN}. */
    ISCSI(Name.RELATIVE, Servers.ONE, true),
    /** Network block device; the name is that of the export and may be empty. */
    NBD(Name.ANY, Servers.ONE_OR_SOCKET, false),
    /** Ceph; the name is {@code POOL/IMAGE}. */
    RBD(Name.RELATIVE, Servers.SEVERAL, true),
    /** Sheepdog, which qemu gave up. */
    SHEEPDOG(Name.RELATIVE, Servers.SEVERAL, false),
    /** A file of a host with an ssh server. */
    SSH(Name.ABSOLUTE, Servers.ONE, true);

    /** How the name at the server looks. */
    enum Name {
        /** Begins with a slash. */
        ABSOLUTE,
        /** Something that does not begin with a slash. */
        RELATIVE,
        /** Anything, or nothing. */
        ANY
    }

    /** Which servers there may be. */
    enum Servers {
        /** One host. */
        ONE,
        /** One host, or a Unix socket. */
        ONE_OR_SOCKET,
        /** Any number of hosts, each with its port. */
        SEVERAL
    }

    private final Name name;
    private final Servers servers;
    private final boolean logins;

    NetworkProtocol(Name name, Servers servers, boolean logins) {
        this.name = name;
        this.servers = servers;
        this.logins = logins;
    }

    /**
     * The word of the API and of qemu.
     *
     * @return for instance {@code nbd}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether the protocol is one of curl's, where a URL names the drive.
     *
     * @return true for ftp, ftps, http, https and tftp
     */
    public boolean curl() {
        return this == FTP || this == FTPS || this == HTTP || this == HTTPS || this == TFTP;
    }

    /**
     * Whether blocks can be given back.
     *
     * @return true if qemu can trim such a drive
     */
    public boolean trims() {
        return !curl() && this != SSH;
    }

    /**
     * Whether qemu has given the protocol up in some version.
     *
     * @return true if a new qemu lacks it whatever is installed
     */
    public boolean dropped() {
        return this == GLUSTER || this == SHEEPDOG || this == TFTP;
    }

    Name nameRule() {
        return name;
    }

    Servers serverRule() {
        return servers;
    }

    boolean logins() {
        return logins;
    }

    /**
     * Reads the word of the API.
     *
     * @param word the word, not {@code file}
     * @return the protocol
     * @throws ApplianceException if there is none of that name
     */
    public static NetworkProtocol parse(String word) throws ApplianceException {
        for (NetworkProtocol protocol : values()) {
            if (protocol.word().equals(word)) {
                return protocol;
            }
        }
        throw ApplianceException.of(LaunchPhase.DRIVES, "protocol \"" + word + "\" is not known")
                .remedy("Use file, which is the default, or "
                        + Arrays.stream(values()).map(NetworkProtocol::word).collect(Collectors.joining(", ")) + ".")
                .errno("EINVAL")
                .build();
    }
}
