package io.guestfs.internal.domain;

import io.guestfs.calls.AddDriveOptions;
import io.guestfs.protocol.xdr.WireText;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the disks of a domain into calls of {@code add_drive}. */
final class DomainDrives {

    /**
     * One call of {@code add_drive}.
     *
     * @param filename the file, or the name at the server
     * @param options its options
     */
    record Addition(String filename, AddDriveOptions options) {}

    private DomainDrives() {}

    /** The calls that add the disks, in their order. Disks that the caller does not want are left out. */
    static List<Addition> of(List<DomainDisk> disks, DiskWishes wishes, DomainKeeper keeper) {
        List<Addition> additions = new ArrayList<>();
        for (DomainDisk disk : disks) {
            String name = name(disk.source());
            AddDriveOptions options = wishes.forDisk(disk, name);
            if (options != null) {
                additions.add(new Addition(filename(disk.source(), keeper), options));
                network(disk.source(), options, keeper);
            }
        }
        return additions;
    }

    private static String name(DomainDisk.Source source) {
        if (source instanceof DomainDisk.File file) {
            return file.path();
        }
        return source instanceof DomainDisk.Volume volume
                ? volume.pool() + "/" + volume.volume()
                : ((DomainDisk.Network) source).name();
    }

    private static String filename(DomainDisk.Source source, DomainKeeper keeper) {
        return source instanceof DomainDisk.Volume volume ? keeper.path(volume) : name(source);
    }

    private static void network(DomainDisk.Source source, AddDriveOptions options, DomainKeeper keeper) {
        if (source instanceof DomainDisk.Network network) {
            options.protocol(network.protocol());
            if (!network.servers().isEmpty()) {
                options.server(network.servers());
            }
            if (network.username() != null) {
                options.username(network.username());
            }
            String secret = secret(network.secret(), keeper);
            if (secret != null) {
                options.secret(secret);
            }
        }
    }

    private static @Nullable String secret(DomainDisk.@Nullable SecretReference secret, DomainKeeper keeper) {
        if (secret == null) {
            return null;
        }
        byte[] value = keeper.secret(secret);
        return secret.wantsBase64() ? Base64.getEncoder().encodeToString(value) : WireText.decode(value);
    }
}
