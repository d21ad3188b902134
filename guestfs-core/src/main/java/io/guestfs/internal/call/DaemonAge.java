package io.guestfs.internal.call;

import io.guestfs.internal.codec.AttributesCodec;
import io.guestfs.internal.codec.BtrfsCodec;
import io.guestfs.internal.codec.CommandsCodec;
import io.guestfs.internal.codec.DirectoriesCodec;
import io.guestfs.internal.codec.EncryptionCodec;
import io.guestfs.internal.codec.FilesystemsCodec;
import io.guestfs.internal.codec.InspectionCodec;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.protocol.session.Reply;
import io.guestfs.protocol.session.Request;
import java.io.IOException;
import java.util.List;

/**
 * Finds out how old a daemon is. It does not tell its version, but refuses what came after it. The calls that are tried
 * get no arguments: a daemon that knows such a call refuses to read them and does nothing.
 */
final class DaemonAge {

    private record Mark(String version, DaemonCall<?> call) {}

    /** Calls by the first release that has them, which is not always the one that their documentation names. */
    private static final List<Mark> MARKS = List.of(
            new Mark("1.49.1", DirectoriesCodec.INTERNAL_READDIR),
            new Mark("1.49.3", EncryptionCodec.CLEVIS_LUKS_UNLOCK),
            new Mark("1.49.8", InspectionCodec.INSPECT_GET_BUILD_ID),
            new Mark("1.53.5", FilesystemsCodec.FINDFS_PARTUUID),
            new Mark("1.55.6", CommandsCodec.COMMAND_OUT),
            new Mark("1.55.12", BtrfsCodec.BTRFS_SCRUB_FULL),
            new Mark("1.57.1", AttributesCodec.SETFILES),
            new Mark("1.57.6", InspectionCodec.INSPECT_GET_WINDOWS_GROUP_POLICY),
            new Mark("1.59.2", FilesystemsCodec.XFS_INFO2));

    private DaemonAge() {}

    /** Says between which versions the daemon lies, as in "1.49.8 or later, but before 1.53.5". */
    static String of(DaemonConnection connection) throws IOException {
        int known = 0;
        int unknown = MARKS.size();
        while (known < unknown) {
            int middle = (known + unknown) / 2;
            if (knows(MARKS.get(middle).call(), connection)) {
                known = middle + 1;
            } else {
                unknown = middle;
            }
        }
        String before =
                known == MARKS.size() ? "" : "before " + MARKS.get(known).version();
        String from = known == 0 ? "" : MARKS.get(known - 1).version() + " or later";
        return from.isEmpty() || before.isEmpty() ? from + before : from + ", but " + before;
    }

    private static boolean knows(DaemonCall<?> call, DaemonConnection connection) throws IOException {
        Reply<?> reply = connection.call(call.wire(), Request.plain(out -> {}));
        return !(reply instanceof Reply.DaemonError<?> refused && ErrorMapper.isUnknownProcedure(refused.error()));
    }
}
