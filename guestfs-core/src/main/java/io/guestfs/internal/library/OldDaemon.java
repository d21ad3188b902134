package io.guestfs.internal.library;

import io.guestfs.internal.codec.StructCodecs;
import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.CallTrait;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.spec.ParamInfo;
import io.guestfs.internal.spec.ParamType;
import io.guestfs.internal.spec.ReturnInfo;
import io.guestfs.internal.spec.ReturnType;
import io.guestfs.internal.spec.StringKind;
import io.guestfs.protocol.session.CallDescriptor;
import io.guestfs.structs.Dirent;
import java.util.List;
import java.util.Set;

/** Procedures that daemons before 1.49.1 had and the description no longer has. */
final class OldDaemon {

    private static final int READDIR_PROCEDURE = 138;
    private static final int SMALLEST_DIRENT = 16;

    /** The whole directory in one message. */
    static final DaemonCall<List<Dirent>> READDIR = new DaemonCall<>(
            new CallInfo(
                    "readdir",
                    "readdir",
                    List.of(new ParamInfo("dir", ParamType.STRING, StringKind.PATHNAME)),
                    List.of(),
                    new ReturnInfo(ReturnType.STRUCT_LIST, "dirent"),
                    Set.of(CallTrait.DAEMON),
                    null,
                    "1.0.55"),
            new CallDescriptor<>(
                    "readdir", READDIR_PROCEDURE, in -> in.getList(StructCodecs::decodeDirent, SMALLEST_DIRENT)),
            (out, args, options) -> out.putString((String) args[0]));

    private OldDaemon() {}
}
