package io.guestfs.internal.call;

import io.guestfs.internal.codec.FilesystemsCodec;
import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.spec.ParamInfo;
import io.guestfs.internal.spec.StringKind;
import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.Reply;
import io.guestfs.protocol.xdr.WireText;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keys may begin with {@code text:} or {@code base64:}. Daemons understand that from 1.59.7 on; for older ones, which take
 * the prefix as part of the key, it is resolved here.
 */
final class KeyPrefixes {

    private static final String TEXT = "text:";
    private static final String BASE64 = "base64:";
    private static final String NO_SUCH_PLACE = "/\u0001guestfs/none";

    private KeyPrefixes() {}

    /** Gives the arguments as the daemon at the other end understands them. */
    static @Nullable Object[] resolve(DaemonCall<?> call, @Nullable Object[] args, DaemonConnection connection)
            throws IOException {
        CallInfo info = call.info();
        if (IntStream.range(0, args.length)
                        .noneMatch(i -> prefixed(info.params().get(i), args[i]) != null)
                || knows(connection)) {
            return args;
        }
        @Nullable Object[] resolved = args.clone();
        for (int i = 0; i < args.length; i++) {
            ParamInfo param = info.params().get(i);
            String key = prefixed(param, args[i]);
            if (key != null) {
                resolved[i] = plain(info, param, key);
            }
        }
        return resolved;
    }

    /** Gives an argument that is a key and has a prefix; null if it is another one. */
    private static @Nullable String prefixed(ParamInfo param, @Nullable Object argument) {
        return param.kind() == StringKind.KEY
                        && argument instanceof String key
                        && (key.startsWith(TEXT) || key.startsWith(BASE64))
                ? key
                : null;
    }

    /** The newest procedure is a little older than the prefixes; no release lies between them. */
    private static boolean knows(DaemonConnection connection) throws IOException {
        DaemonCall<Map<String, String>> call = FilesystemsCodec.XFS_INFO2;
        Reply<Map<String, String>> reply = connection.call(
                call.wire(),
                Requests.make(call, new Object[] {NO_SUCH_PLACE}, new Object[0], Cancellation.never(), Thread::new));
        return !(reply instanceof Reply.DaemonError<Map<String, String>> refused
                && ErrorMapper.isUnknownProcedure(refused.error()));
    }

    private static String plain(CallInfo call, ParamInfo param, String key) {
        if (key.startsWith(TEXT)) {
            return key.substring(TEXT.length());
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(key.substring(BASE64.length()));
        } catch (IllegalArgumentException e) {
            throw ArgumentChecks.bad(call, param, "begins with 'base64:', and what follows is not base64");
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw ArgumentChecks.bad(
                        call,
                        param,
                        "holds a zero byte, which the daemon of this appliance can't take; those of 1.59.7 or later can");
            }
        }
        return WireText.decode(bytes);
    }
}
