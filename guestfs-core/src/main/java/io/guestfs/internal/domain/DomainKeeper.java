package io.guestfs.internal.domain;

/** Who keeps a domain, and can be asked about what its definition only names. */
interface DomainKeeper {

    /** Whether the domain is shut off, so that nobody else writes to its disks. */
    boolean shutOff();

    /** The name of the domain. */
    String name();

    /** The XML definition. */
    String definition();

    /** The value of a secret. */
    byte[] secret(DomainDisk.SecretReference secret);

    /** The path of a volume on the host. */
    String path(DomainDisk.Volume volume);
}
