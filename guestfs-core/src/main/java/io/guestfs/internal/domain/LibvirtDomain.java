package io.guestfs.internal.domain;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.call.ErrorMapper;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.LibvirtException;
import org.libvirt.Secret;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.libvirt.StorageVolInfo.VirStorageVolType;

/** A domain of libvirt's binding. */
final class LibvirtDomain implements DomainKeeper {

    private final String call;
    private final Domain domain;

    private LibvirtDomain(String call, Domain domain) {
        this.call = call;
        this.domain = domain;
    }

    static LibvirtDomain of(String call, Object given) {
        if (given instanceof Domain domain) {
            return new LibvirtDomain(call, domain);
        }
        throw new InvalidArgumentException(
                call,
                "the argument 'dom' is a " + given.getClass().getName() + ", and it must be an org.libvirt.Domain",
                ErrorNumber.EINVAL);
    }

    private interface Question<R> {
        R ask(Connect connect) throws LibvirtException;
    }

    private <R> R asked(String what, Question<R> question) {
        try {
            return question.ask(domain.getConnect());
        } catch (LibvirtException e) {
            throw ErrorMapper.libvirt(call, "asking libvirt for " + what + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return asked("the name of the domain", connect -> domain.getName());
    }

    @Override
    public boolean shutOff() {
        return asked("the state of the domain", connect -> domain.getInfo().state == DomainState.VIR_DOMAIN_SHUTOFF);
    }

    @Override
    public String definition() {
        return asked("the definition of the domain", connect -> domain.getXMLDesc(0));
    }

    @Override
    public byte[] secret(DomainDisk.SecretReference reference) {
        return asked("the secret with " + reference, connect -> {
            Secret secret = find(connect, reference);
            try {
                return secret.getByteValue();
            } finally {
                secret.free();
            }
        });
    }

    private Secret find(Connect connect, DomainDisk.SecretReference reference) throws LibvirtException {
        if (reference.uuid() != null) {
            return connect.secretLookupByUUIDString(reference.uuid());
        }
        // The binding has no way to look a secret up by its use.
        for (String uuid : connect.listSecrets()) {
            Secret secret = connect.secretLookupByUUIDString(uuid);
            if (isUsedFor(secret, reference.type(), reference.usage())) {
                return secret;
            }
            secret.free();
        }
        throw new GuestFSException(call, "libvirt has no secret with " + reference, ErrorNumber.NONE);
    }

    private static boolean isUsedFor(Secret secret, String type, @Nullable String usage) throws LibvirtException {
        return secret.getUsageType().name().toLowerCase(Locale.ROOT).equals(type.isEmpty() ? "none" : type)
                && secret.getUsageID().equals(usage);
    }

    @Override
    public String path(DomainDisk.Volume volume) {
        return asked("the volume '" + volume.volume() + "' of the pool '" + volume.pool() + "'", connect -> {
            StoragePool pool = connect.storagePoolLookupByName(volume.pool());
            try {
                return path(volume, pool);
            } finally {
                pool.free();
            }
        });
    }

    private String path(DomainDisk.Volume name, StoragePool pool) throws LibvirtException {
        StorageVol volume = pool.storageVolLookupByName(name.volume());
        try {
            VirStorageVolType type = volume.getInfo().type;
            if (type != VirStorageVolType.VIR_STORAGE_VOL_FILE && type != VirStorageVolType.VIR_STORAGE_VOL_BLOCK) {
                throw new GuestFSException(
                        call,
                        "the volume '" + name.volume() + "' of the pool '" + name.pool()
                                + "' is no file and no block device, so it can't be added",
                        ErrorNumber.NONE);
            }
            return volume.getPath();
        } finally {
            volume.free();
        }
    }
}
