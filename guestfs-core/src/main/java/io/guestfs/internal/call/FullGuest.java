package io.guestfs.internal.call;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.codec.MountsCodec;
import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.spec.StringKind;
import io.guestfs.protocol.message.ErrorReply;
import io.guestfs.protocol.session.Cancellation;
import io.guestfs.protocol.session.Reply;
import io.guestfs.structs.StatVfs;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says that a file system of the guest is full, on which path, and what to do. Of most calls the daemon tells so itself,
 * but hardly ever where. Of files that were sent to it, it only says that writing failed, or repeats tar, which counts
 * the bytes that it could not write; nearly always the file system is full then, so that is looked up.
 */
final class FullGuest {

    /** What is said when less was written than was there to write, for whichever reason: by the daemon, and by tar. */
    private static final Pattern WRITING_FAILED = Pattern.compile("write error|Wrote only|Cannot write");

    /** Calls for which the error number means another thing: there are as many watches as the kernel allows. */
    private static final Set<String> OTHER_MEANING = Set.of("inotify_add_watch");

    private static final String NO_SPACE = "no space left";

    /** What may be left on a file system that has no room for the next write. */
    private static final long NEXT_TO_NOTHING = 1 << 20;

    private FullGuest() {}

    /**
     * Gives the failure of a call back, or says more of it.
     *
     * @param failure the exception for what the daemon said
     * @param error what it said
     */
    static GuestFSException explained(
            CallInfo call,
            @Nullable Object[] args,
            GuestFSException failure,
            ErrorReply error,
            DaemonConnection connection)
            throws IOException {
        boolean told = failure.errno() == ErrorNumber.ENOSPC.number();
        boolean unexplained =
                failure.errno() == 0 && WRITING_FAILED.matcher(error.message()).find();
        String path = target(call, args);
        if (path == null || !(told || unexplained) || OTHER_MEANING.contains(call.name())) {
            return failure;
        }
        StatVfs system = fileSystem(path, connection);
        if (system == null || (unexplained && !full(system))) {
            return failure;
        }
        return new GuestFSException(failure.call(), message(error.message(), path, system), ErrorNumber.ENOSPC);
    }

    private static String message(String told, String path, StatVfs system) {
        StringBuilder message = new StringBuilder(told.strip());
        if (!message.toString().toLowerCase(Locale.ROOT).contains(NO_SPACE)) {
            message.append(": ").append(NO_SPACE);
        }
        message.append("; the file system of the guest that holds '")
                .append(path)
                .append("' has ");
        message.append(free(system)).append(" bytes free");
        if (system.files() > 0) {
            message.append(" and room for ").append(system.ffree()).append(" more files");
        }
        if (full(system)) {
            message.append(": delete something there, or make the file system larger");
        }
        return message.toString();
    }

    /** The path that the call was to write to: calls that name two write to the second. */
    private static @Nullable String target(CallInfo call, @Nullable Object[] args) {
        for (int i = args.length - 1; i >= 0; i--) {
            StringKind kind = call.params().get(i).kind();
            boolean path = kind == StringKind.PATHNAME || kind == StringKind.DEV_OR_PATH;
            if (path && args[i] instanceof String text) {
                return text.startsWith("/dev/") ? null : text;
            }
        }
        return null;
    }

    /** What the guest says of the file system of a path; the path may not be there, its directory is then. */
    private static @Nullable StatVfs fileSystem(String path, DaemonConnection connection) throws IOException {
        StatVfs system = ask(path, connection);
        return system != null ? system : ask(path.substring(0, path.lastIndexOf('/') + 1), connection);
    }

    private static @Nullable StatVfs ask(String path, DaemonConnection connection) throws IOException {
        DaemonCall<StatVfs> call = MountsCodec.STATVFS;
        @Nullable Object[] none = {};
        Reply<StatVfs> reply = connection.call(
                call.wire(),
                Requests.make(call, new @Nullable Object[] {path}, none, Cancellation.never(), Thread::new));
        return reply instanceof Reply.Value<StatVfs> told ? told.value() : null;
    }

    private static long free(StatVfs system) {
        return system.bfree() * Math.max(1, system.frsize());
    }

    private static boolean full(StatVfs system) {
        boolean noInode = system.files() > 0 && system.ffree() == 0;
        return free(system) < NEXT_TO_NOTHING || noInode;
    }
}
