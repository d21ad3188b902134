package io.guestfs.internal.call;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.codec.MountsCodec;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.Reply;
import io.guestfs.structs.StatVfs;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why the daemon could not write a file that was sent to it. The daemon says that writing failed and leaves the
 * reason out; nearly always the file system of the guest is full, and then the caller should be told so.
 */
final class FullGuest {

    private static final Set<String> SENDING = Set.of("upload", "upload_offset");
    private static final String WRITING_FAILED = "write error";

    /** What may be left on a file system that has no room for the next write. */
    private static final long NEXT_TO_NOTHING = 1 << 20;

    private FullGuest() {}

    /** Gives the failure back, with the reason if there is no room. */
    static GuestFSException explained(
            DaemonCall<?> call, @Nullable Object[] args, GuestFSException failure, DaemonConnection connection)
            throws IOException {
        if (!SENDING.contains(call.info().name())
                || failure.errno() != 0
                || !String.valueOf(failure.getMessage()).contains(WRITING_FAILED)
                || !(args[1] instanceof String file)
                || !full(file, connection)) {
            return failure;
        }
        return new GuestFSException(
                call.info().name(),
                WRITING_FAILED + ": " + file + ": no space left on the file system of the guest",
                ErrorNumber.ENOSPC);
    }

    private static boolean full(String file, DaemonConnection connection) throws IOException {
        DaemonCall<StatVfs> call = MountsCodec.STATVFS;
        @Nullable Object[] none = {};
        Reply<StatVfs> reply = connection.call(
                call.wire(),
                Requests.make(call, new @Nullable Object[] {file}, none, Cancellation.never(), Thread::new));
        if (reply instanceof Reply.Value<StatVfs> told) {
            StatVfs system = told.value();
            return system != null && full(system);
        }
        return false;
    }

    private static boolean full(StatVfs system) {
        boolean noRoom = system.bfree() * Math.max(1, system.frsize()) < NEXT_TO_NOTHING;
        boolean noInode = system.files() > 0 && system.ffree() == 0;
        return noRoom || noInode;
    }
}
