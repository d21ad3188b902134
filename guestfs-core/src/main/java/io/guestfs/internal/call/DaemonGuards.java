package io.guestfs.internal.call;

import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.ParamInfo;
import io.guestfs.protocol.xdr.WireText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses argument values that daemons take badly: they lose step with the connection, or read past the end of what they
 * were given. Nothing is sent in these cases.
 */
final class DaemonGuards {

    private static final Set<String> COMPRESSION = Set.of("compress", "gzip", "bzip2", "xz", "lzop", "lzma", "zstd");

    private DaemonGuards() {}

    static void check(CallInfo call, @Nullable Object[] args, @Nullable Object[] options) {
        switch (call.name()) {
            case "upload_offset" -> offset(call, args);
            case "tar_in", "tar_out" -> compression(call, options);
            case "setxattr", "lsetxattr" -> valueLength(call, args);
            default -> {}
        }
    }

    /** The daemon answers at once but leaves the file in the connection, and dies on the next call. */
    private static void offset(CallInfo call, @Nullable Object[] args) {
        int index = indexOf(call.params(), "offset");
        if (args[index] instanceof Long offset && offset < 0) {
            throw ArgumentChecks.bad(
                    call, call.params().get(index), "is " + offset + ": a place in a file can't be negative");
        }
    }

    /** Over a word that it does not know the daemon leaves the file in the connection as well. */
    private static void compression(CallInfo call, @Nullable Object[] options) {
        int index = indexOf(call.options(), "compress");
        if (options[index] instanceof String compress && !COMPRESSION.contains(compress)) {
            throw ArgumentChecks.bad(
                    call,
                    call.options().get(index),
                    "is '" + compress + "': possible are compress, gzip, bzip2, xz, lzop, lzma and zstd");
        }
    }

    /** The daemon reads as many bytes as it is told, however many there are. */
    private static void valueLength(CallInfo call, @Nullable Object[] args) {
        int index = indexOf(call.params(), "vallen");
        if (args[index] instanceof Integer length && args[index - 1] instanceof String value) {
            int bytes = WireText.encode(value).length;
            if (length < 0 || length > bytes) {
                throw ArgumentChecks.bad(
                        call,
                        call.params().get(index),
                        "is " + length + ", but the value has " + bytes + " bytes: give that number");
            }
        }
    }

    private static int indexOf(List<ParamInfo> params, String name) {
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException("the call has no argument '" + name + "'");
    }
}
