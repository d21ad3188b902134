package io.guestfs.internal.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One disk of a domain that has a source we can use.
 *
 * @param source where its bytes are
 * @param format the image format; null when the definition does not say
 * @param readonly whether the definition marks the disk read-only
 * @param blocksize size of its logical blocks in bytes, 0 when the definition does not say
 */
record DomainDisk(Source source, @Nullable String format, boolean readonly, int blocksize) {

    /** Where the bytes of a disk are. */
    sealed interface Source {}

    /**
     * A file or a block device.
     *
     * @param path its path on the host of the domain
     */
    record File(String path) implements Source {}

    /**
     * A disk that a server offers.
     *
     * @param protocol how it is spoken to, such as {@code nbd}
     * @param name what it is called there; may be empty
     * @param servers the servers in the words of {@code add_drive}
     * @param username who logs in; null for nobody
     * @param secret where the password is; null for none
     */
    record Network(
            String protocol,
            String name,
            List<String> servers,
            @Nullable String username,
            @Nullable SecretReference secret)
            implements Source {}

    /**
     * A volume of a storage pool of libvirt.
     *
     * @param pool name of the pool
     * @param volume name of the volume in it
     */
    record Volume(String pool, String volume) implements Source {}

    /**
     * The name of a secret that libvirt keeps.
     *
     * @param type what it is used for: {@code ceph}, {@code iscsi}, {@code volume}; empty when the definition does not say
     * @param uuid its UUID; null when it is named by its use
     * @param usage what it is used for, with the type; null when it is named by its UUID
     */
    record SecretReference(
            String type, @Nullable String uuid, @Nullable String usage) {

        /** Ceph wants its keys in base64, which is not how libvirt gives them. */
        boolean wantsBase64() {
            return type.equals("ceph");
        }

        @Override
        public String toString() {
            return uuid != null ? "the UUID '" + uuid + "'" : "the usage '" + usage + "' of type '" + type + "'";
        }
    }
}
