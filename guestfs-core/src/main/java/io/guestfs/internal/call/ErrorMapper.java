package io.guestfs.internal.call;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.DriveFault;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.DriveFailedException;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.error.LocalFileException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.transfer.LocalFiles;
import io.guestfs.internal.transfer.MemoryStream;
import io.guestfs.protocol.message.Errno;
import io.guestfs.protocol.message.ErrorReply;
import io.guestfs.protocol.session.ProtocolException;
import io.guestfs.protocol.session.RequestTooLargeException;
import io.guestfs.protocol.session.TransferException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns every lower failure into the exception that the caller sees. */
public final class ErrorMapper {

    private static final String UNKNOWN_PROCEDURE = "dispatch_incoming_message: unknown procedure number";
    private static final String UNKNOWN_OPTION = "unknown option in optional arguments bitmask";
    private static final String NOT_BUILT_IN = "is not available in this build of libguestfs";

    /** Programs in the appliance say this on their own, where the daemon passes on their words and no errno. */
    private static final String NO_SPACE = "No space left on device";

    private ErrorMapper() {}

    /** Tells whether the daemon refused a call because it does not know it. */
    static boolean isUnknownProcedure(ErrorReply error) {
        return error.message().startsWith(UNKNOWN_PROCEDURE);
    }

    /** Tells whether the daemon refused a call because it does not know one of the options that were given. */
    static boolean isUnknownOption(ErrorReply error) {
        return error.message().startsWith(UNKNOWN_OPTION);
    }

    /**
     * The daemon is too old for what was asked of it.
     *
     * @param what what it does not know; empty for the call itself
     * @param needs the first version that knows it
     * @param found what {@link DaemonAge} says of this one
     */
    static NotSupportedException tooOld(String call, String what, String needs, String found) {
        return new NotSupportedException(
                call,
                (what.isEmpty() ? "" : what + " is ") + "not supported by this appliance (needs " + needs + ", found "
                        + found + ")"
                        + (what.isEmpty() ? "" : "; do without, or use an appliance with a newer daemon"));
    }

    /** The daemon said no to a call, which its caller knows under the name. */
    static GuestFSException refused(CallInfo call, String name, ErrorReply error) {
        String message = error.message();
        String oneLine = message.replace('\n', ' ');
        if (error.errnoName().equals("ENOTSUP") && oneLine.contains(NOT_BUILT_IN)) {
            String group = call.group();
            return new NotSupportedException(
                    name,
                    "not supported by this appliance"
                            + (group == null ? "" : ": it lacks the feature group '" + group + "'")
                            + " (the daemon says: " + oneLine + ")");
        }
        boolean full = error.errnoName().isEmpty() && oneLine.contains(NO_SPACE);
        return new GuestFSException(name, message, full ? ErrorNumber.ENOSPC : number(error.errnoName()));
    }

    private static ErrorNumber number(String name) {
        if (name.isEmpty()) {
            return ErrorNumber.NONE;
        }
        int number = Errno.number(name);
        return number <= 0 ? ErrorNumber.NONE : new ErrorNumber(number, Errno.name(number));
    }

    /** The conversation failed. */
    static GuestFSException failed(
            String call, IOException failure, DaemonConnection connection, boolean handleClosing) {
        if (failure instanceof RequestTooLargeException e) {
            return new InvalidArgumentException(
                    call, "the arguments do not fit into one message: " + e.getMessage() + "; nothing was sent");
        }
        if (failure instanceof TransferException e) {
            GuestFSException ended = transfer(call, e);
            return e.kind() == TransferException.Kind.DAEMON_CANCELLED
                    ? HostDrives.explained(call, ended, connection)
                    : ended;
        }
        if (handleClosing) {
            // Nothing was lost: whoever closes the handle ends the appliance.
            return new HandleClosedException(call, "the handle was closed while the call ran");
        }
        DaemonConnection.Loss loss = connection.lost();
        String what = failure instanceof ProtocolException
                ? "the appliance broke the protocol and was ended: " + failure.getMessage()
                : "the appliance went away: " + LocalFiles.reason(failure);
        return new ApplianceLostException(
                call,
                what + ". " + loss.exit() + tail(loss.consoleTail())
                        + " The handle can be configured and launched again.",
                loss.consoleTail(),
                failure);
    }

    private static GuestFSException transfer(String call, TransferException e) {
        return switch (e.kind()) {
            case CANCELLED -> new CancelledException(call, "the transfer was cancelled on our side", ErrorNumber.EINTR);
            case DAEMON_CANCELLED ->
                new CancelledException(
                        call,
                        "the daemon cancelled the transfer; reading in the guest failed, and the protocol can't carry"
                                + " why",
                        ErrorNumber.NONE);
            default -> local(call, e);
        };
    }

    private static GuestFSException local(String call, TransferException e) {
        IOException cause = e.getCause() instanceof IOException io ? io : e;
        String doing = switch (e.kind()) {
            case LOCAL_OPEN -> "opening";
            case LOCAL_READ -> "reading";
            case LOCAL_WRITE -> "writing";
            default -> "closing";
        };
        return localFile(
                call, e.describe(), doing + " '" + e.describe() + "' on the host: " + LocalFiles.reason(cause), cause);
    }

    /** Something outside of a launch failed in the appliance module: a drive or a disk image. */
    public static GuestFSException appliance(String call, ApplianceException e) {
        String message = e.fullText();
        return switch (e.errnoName()) {
            case "EINVAL" -> new InvalidArgumentException(call, message, ErrorNumber.EINVAL);
            case "ENOTSUP" -> new NotSupportedException(call, message);
            default -> new GuestFSException(call, message, number(e.errnoName()), e);
        };
    }

    /**
     * A drive failed on the host.
     *
     * @param said what the guest said to it; null if it did not notice
     */
    public static DriveFailedException drive(String call, @Nullable String said, DriveFault fault) {
        String prefix = call + ": ";
        String guest = said == null ? "" : said.startsWith(prefix) ? said.substring(prefix.length()) : said;
        ErrorNumber errno = switch (fault.reason()) {
            case NO_SPACE -> ErrorNumber.ENOSPC;
            case "Disk quota exceeded" -> number("EDQUOT");
            case "File too large" -> ErrorNumber.EFBIG;
            case "Read-only file system" -> ErrorNumber.EROFS;
            default -> ErrorNumber.EIO;
        };
        return new DriveFailedException(
                call,
                fault.drive(),
                fault.file(),
                (guest.isEmpty() ? "" : guest + ": ") + fault.describe()
                        + (fault.writing() ? ". What the guest wrote may be lost: " : ". ")
                        + (errno.equals(ErrorNumber.ENOSPC) ? "free space there" : "look at that file and its disk")
                        + ", shut down and do it again.",
                errno);
    }

    /** A file of the host can't be used. */
    public static LocalFileException localFile(String call, String file, String message, IOException e) {
        return new LocalFileException(call, file, message, LocalFiles.errno(e), e);
    }

    /** A file of the host can't be written. */
    static LocalFileException localWrite(String call, String file, IOException e) {
        return localFile(call, file, "writing '" + file + "' on the host: " + LocalFiles.reason(e), e);
    }

    /** A name that the host can't give to a file, as far as Java can say it. */
    static InvalidArgumentException noFileName(String call, InvalidPathException e) {
        return new InvalidArgumentException(
                call, "'" + e.getInput() + "' is not a file name of this host: " + e.getReason(), ErrorNumber.EINVAL);
    }

    /** The content of a guest file is more than fits into an array. */
    public static GuestFSException tooLarge(String call, String what) {
        return new GuestFSException(
                call, what + "; an array of Java ends at " + MemoryStream.LIMIT + " bytes", ErrorNumber.EFBIG);
    }

    /** A tree that the guest sent can't be unpacked. */
    public static GuestFSException badTree(String call, String message, ErrorNumber errno, IOException e) {
        return new GuestFSException(call, message, errno, e);
    }

    /** libvirt failed, or what it gave can't be used. */
    public static GuestFSException libvirt(String call, String message, Exception e) {
        return new GuestFSException(call, message, ErrorNumber.NONE, e);
    }

    /** A step of a launch failed, in the appliance module. */
    public static LaunchFailedException launch(ApplianceException e) {
        return launch(
                String.valueOf(e.getMessage()),
                e.phase().name().toLowerCase(Locale.ROOT),
                e.consoleTail(),
                e.remedy(),
                e);
    }

    /** A launch failed. */
    public static LaunchFailedException launch(
            String message, String phase, List<String> consoleTail, String remedy, Throwable cause) {
        String full = (message.endsWith(".") ? message : message + ".")
                + tail(consoleTail)
                + (remedy.isEmpty() ? "" : " " + remedy);
        return new LaunchFailedException(full, phase, consoleTail, remedy, cause);
    }

    private static String tail(List<String> consoleTail) {
        return consoleTail.isEmpty() ? "" : " Its last words:\n  " + String.join("\n  ", consoleTail) + "\n";
    }
}
