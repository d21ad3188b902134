package io.guestfs.internal.domain;

import io.guestfs.calls.AddDomainOptions;
import io.guestfs.calls.AddDriveOptions;
import io.guestfs.calls.AddLibvirtDomOptions;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the caller wants the disks of a domain to be added.
 *
 * @param call the call that is made
 * @param readonly whether nothing may be written
 * @param live whether the daemon of a running domain may be used instead
 * @param marked what becomes of disks that the definition marks read-only
 * @param given all options of the call
 */
record DiskWishes(String call, boolean readonly, boolean live, Marked marked, Map<String, Object> given) {

    /** What becomes of a disk that the definition marks read-only. */
    private enum Marked {
        ERROR,
        READ,
        WRITE,
        IGNORE;

        static Marked of(String call, String word) {
            return switch (word) {
                case "error" -> ERROR;
                case "read" -> READ;
                case "write" -> WRITE;
                case "ignore" -> IGNORE;
                default ->
                    throw new InvalidArgumentException(
                            call,
                            "'" + word
                                    + "' is no way to treat read-only disks: 'error', 'read', 'write' and 'ignore' are",
                            ErrorNumber.EINVAL);
            };
        }
    }

    static DiskWishes of(String call, Map<String, Object> given) {
        boolean readonly = Boolean.TRUE.equals(given.get("readonly"));
        boolean live = Boolean.TRUE.equals(given.get("live"));
        if (readonly && live) {
            throw new InvalidArgumentException(
                    call, "'live' and 'readonly' exclude each other: a running daemon writes", ErrorNumber.EINVAL);
        }
        return new DiskWishes(
                call, readonly, live, Marked.of(call, (String) given.getOrDefault("readonlydisk", "write")), given);
    }

    /** Hands on what a call with a name shares with a call with a domain. */
    static AddLibvirtDomOptions handedOn(AddDomainOptions options) {
        AddLibvirtDomOptions next = new AddLibvirtDomOptions();
        options.given().forEach((name, value) -> {
            switch (name) {
                case "readonly" -> next.readonly((Boolean) value);
                case "iface" -> next.iface((String) value);
                case "live" -> next.live((Boolean) value);
                case "readonlydisk" -> next.readonlydisk((String) value);
                case "cachemode" -> next.cachemode((String) value);
                case "discard" -> next.discard((String) value);
                case "copyonread" -> next.copyonread((Boolean) value);
                default -> {
                    // libvirturi and allowuuid were for finding the domain
                }
            }
        });
        return next;
    }

    /**
     * Says how one disk is to be added.
     *
     * @param name what to call it in an error
     * @return the options that do not depend on its source; null if it is to be left out
     */
    @Nullable
    AddDriveOptions forDisk(DomainDisk disk, String name) {
        if (disk.readonly() && marked == Marked.IGNORE) {
            return null;
        }
        if (disk.readonly() && marked == Marked.ERROR && !readonly) {
            throw new InvalidArgumentException(
                    call,
                    "the disk '" + name + "' is marked read-only in the definition of the domain, and 'readonlydisk' is"
                            + " 'error': use 'read', 'write' or 'ignore', or add the domain read-only");
        }
        AddDriveOptions options =
                new AddDriveOptions().readonly(readonly || (disk.readonly() && marked == Marked.READ));
        if (disk.format() != null) {
            options.format(disk.format());
        }
        if (disk.blocksize() != 0) {
            options.blocksize(disk.blocksize());
        }
        if (given.get("cachemode") instanceof String cachemode) {
            options.cachemode(cachemode);
        }
        if (given.get("discard") instanceof String discard) {
            options.discard(discard);
        }
        if (given.get("copyonread") instanceof Boolean copyonread) {
            options.copyonread(copyonread);
        }
        return options;
    }
}
