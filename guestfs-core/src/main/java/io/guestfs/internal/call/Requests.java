package io.guestfs.internal.call;

import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.transfer.Aside;
import io.guestfs.internal.transfer.FileArgument;
import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.ChunkSink;
import io.guestfs.protocol.session.ChunkSource;
import io.guestfs.protocol.session.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Makes the request of a daemon call: files apart, everything else into the message. */
final class Requests {

    private Requests() {}

    static Request make(
            DaemonCall<?> call,
            @Nullable Object[] args,
            @Nullable Object[] options,
            Cancellation cancellation,
            ThreadFactory deputies) {
        List<@Nullable Object> sent = new ArrayList<>(args.length);
        List<ChunkSource> uploads = new ArrayList<>(1);
        List<ChunkSink> downloads = new ArrayList<>(1);
        for (Object arg : args) {
            if (arg instanceof FileArgument file) {
                if (file.source() != null) {
                    uploads.add(Aside.source(file.source(), deputies));
                }
                if (file.sink() != null) {
                    downloads.add(Aside.sink(file.sink(), cancellation, deputies));
                }
            } else {
                sent.add(arg);
            }
        }
        @Nullable Object[] inMessage = sent.toArray();
        return new Request(
                out -> call.encoder().encode(out, inMessage, options),
                bitmask(call.info(), options),
                uploads,
                downloads,
                cancellation);
    }

    private static long bitmask(CallInfo info, @Nullable Object[] options) {
        long mask = 0;
        for (int i = 0; i < info.options().size(); i++) {
            if (options[i] != null) {
                mask |= 1L << i;
            }
        }
        return mask;
    }
}
