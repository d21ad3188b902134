package io.guestfs.internal.call;

import io.guestfs.internal.codec.ArchivesCodec;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.transfer.FileArguments;
import io.guestfs.internal.transfer.MemoryStream;
import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.Reply;
import io.guestfs.protocol.session.Request;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the daemon whether it knows a compression that only newer ones have. A {@code tar_in} with one that it does not
 * know would leave the archive in the connection and lose the appliance; {@code tar_out} refuses it properly, and before
 * it looks at the directory.
 */
final class CompressionProbe {

    private static final Set<String> NEWER = Set.of("lzma", "zstd");
    private static final String UNKNOWN = "unknown compression type";
    private static final String NO_SUCH_DIRECTORY = "/\u0001guestfs/none";

    private CompressionProbe() {}

    static void check(DaemonCall<?> call, @Nullable Object[] options, DaemonConnection connection) throws IOException {
        if (!call.info().name().equals("tar_in") || !(options[0] instanceof String compress)) {
            return;
        }
        if (NEWER.contains(compress) && !known(compress, connection)) {
            throw ErrorMapper.tooOld(
                    call.info().name(), "the compression '" + compress + "'", "1.51.4", DaemonAge.of(connection));
        }
    }

    private static boolean known(String compress, DaemonConnection connection) throws IOException {
        DaemonCall<Void> call = ArchivesCodec.TAR_OUT;
        @Nullable Object[] args = {NO_SUCH_DIRECTORY, FileArguments.out(new MemoryStream())};
        @Nullable Object[] options = new Object[call.info().options().size()];
        options[0] = compress;
        Request request = Requests.make(call, args, options, Cancellation.never(), Thread::new);
        Reply<Void> reply = connection.call(call.wire(), request);
        return !(reply instanceof Reply.DaemonError<Void> refused
                && refused.error().message().startsWith(UNKNOWN));
    }
}
