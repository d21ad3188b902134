package io.guestfs.internal.call;

import io.guestfs.error.GuestFSException;
import io.guestfs.internal.codec.AttributesCodec;
import io.guestfs.internal.codec.DirectoriesCodec;
import io.guestfs.internal.codec.StructCodecs;
import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.CallTrait;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.spec.ParamInfo;
import io.guestfs.internal.spec.ParamType;
import io.guestfs.internal.spec.ReturnInfo;
import io.guestfs.internal.spec.ReturnType;
import io.guestfs.internal.spec.StringKind;
import io.guestfs.internal.transfer.FileArguments;
import io.guestfs.internal.transfer.MemoryStream;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.session.CallDescriptor;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.protocol.xdr.XdrWriter;
import io.guestfs.structs.Dirent;
import io.guestfs.structs.StatNs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How daemons before 1.49.1 list a directory: whole, in one message. Where the message would become too long, the list is
 * put together from the names and what {@code lstat} says of them.
 */
final class OlderReaddir {

    private static final int READDIR_PROCEDURE = 138;
    private static final int SMALLEST_DIRENT = 16;
    private static final int GROUP = 1000;
    private static final String TOO_LONG = "failed to encode reply body";
    private static final @Nullable Object[] NO_OPTIONS = {};

    private static final int TYPE = 0xF000;
    private static final int TYPE_BITS = 12;

    /** The letters of the types of files, at the place that the highest four bits of the mode say. */
    private static final String LETTERS = "?fc?d?b?r?l?s???";

    private static final DaemonCall<List<Dirent>> READDIR = new DaemonCall<>(
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

    private OlderReaddir() {}

    /** Writes the records that a newer daemon would have sent. */
    static @Nullable Object answer(OlderCalls.Daemon daemon, @Nullable Object[] args, @Nullable Object[] options) {
        Object directory = args[0];
        List<Dirent> entries;
        try {
            entries = daemon.call(READDIR, new Object[] {directory}, NO_OPTIONS);
        } catch (GuestFSException e) {
            if (!String.valueOf(e.getMessage()).contains(TOO_LONG)) {
                throw e;
            }
            entries = assembled(daemon, directory);
        }
        return OlderCalls.written("readdir", entries.stream().map(OlderReaddir::record), args[1]);
    }

    private static List<Dirent> assembled(OlderCalls.Daemon daemon, @Nullable Object directory) {
        MemoryStream memory = new MemoryStream();
        daemon.call(DirectoriesCodec.LS0, new Object[] {directory, FileArguments.out(memory)}, NO_OPTIONS);
        List<String> names = new ArrayList<>(List.of(".", ".."));
        byte[] bytes = memory.take();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                names.add(WireText.decode(bytes, start, i - start));
                start = i + 1;
            }
        }
        List<Dirent> entries = new ArrayList<>(names.size());
        for (int from = 0; from < names.size(); from += GROUP) {
            List<String> group = names.subList(from, Math.min(names.size(), from + GROUP));
            List<StatNs> stats =
                    daemon.call(AttributesCodec.INTERNAL_LSTATNSLIST, new Object[] {directory, group}, NO_OPTIONS);
            for (int i = 0; i < Math.min(group.size(), stats.size()); i++) {
                StatNs stat = stats.get(i);
                // A file that went away meanwhile has a negative number.
                if (stat.stIno() >= 0) {
                    char type = LETTERS.charAt((int) (stat.stMode() & TYPE) >> TYPE_BITS);
                    entries.add(new Dirent(stat.stIno(), type, group.get(i)));
                }
            }
        }
        return entries;
    }

    private static ByteBuffer record(Dirent entry) {
        XdrWriter out = new XdrWriter(ProtocolNumbers.MESSAGE_LIMIT);
        out.putLong(entry.ino());
        out.putChar(entry.ftyp());
        out.putString(entry.name());
        return out.toBuffer();
    }
}
