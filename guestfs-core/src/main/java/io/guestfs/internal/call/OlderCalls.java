package io.guestfs.internal.call;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.codec.AttributesCodec;
import io.guestfs.internal.codec.BtrfsCodec;
import io.guestfs.internal.codec.CommandsCodec;
import io.guestfs.internal.codec.FilesystemsCodec;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.transfer.FileArgument;
import io.guestfs.protocol.session.ChunkSink;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.structs.BtrfsScrub;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What older daemons can do in place of a call that they do not know. A call is only answered in such a way after the
 * daemon has refused it.
 */
final class OlderCalls {

    private static final @Nullable Object[] NO_OPTIONS = {};

    /** Makes a call of the daemon inside of another one. */
    interface Daemon {
        <R extends @Nullable Object> R call(DaemonCall<R> call, @Nullable Object[] args, @Nullable Object[] options);
    }

    /** Answers a call by means of others. */
    interface Way {
        @Nullable
        Object answer(Daemon daemon, @Nullable Object[] args, @Nullable Object[] options);
    }

    private static final Map<String, Way> WAYS = Map.of(
            "internal_readdir", OlderReaddir::answer,
            "command_out",
                    (daemon, args, options) -> {
                        String output = daemon.call(CommandsCodec.COMMAND, new Object[] {args[0]}, NO_OPTIONS);
                        return written("command_out", text(output), args[1]);
                    },
            "sh_out",
                    (daemon, args, options) -> {
                        String output = daemon.call(CommandsCodec.SH, new Object[] {args[0]}, NO_OPTIONS);
                        return written("sh_out", text(output), args[1]);
                    },
            "setfiles",
                    (daemon, args, options) -> {
                        for (Object path : (List<?>) Objects.requireNonNull(args[1], "checked before")) {
                            daemon.call(AttributesCodec.SELINUX_RELABEL, new Object[] {args[0], path}, options);
                        }
                        return null;
                    },
            "xfs_info2",
                    (daemon, args, options) -> XfsGeometry.asMap(daemon.call(FilesystemsCodec.XFS_INFO, args, options)),
            "btrfs_scrub_full", OlderCalls::scrub);

    private OlderCalls() {}

    /** Gives the older way of a call, if there is one. */
    static @Nullable Way of(String call) {
        return WAYS.get(call);
    }

    /**
     * The daemons that lack the full scrub wait for the one in the background too, because it keeps their pipe open; so
     * it is over when its start returns.
     */
    private static @Nullable Object scrub(Daemon daemon, @Nullable Object[] args, @Nullable Object[] options) {
        String call = "btrfs_scrub_full";
        if (Boolean.TRUE.equals(options[0])) {
            throw ErrorMapper.tooOld(call, "the option 'readonly'", "1.55.12", "before 1.55.12");
        }
        daemon.call(BtrfsCodec.BTRFS_SCRUB_START, args, NO_OPTIONS);
        BtrfsScrub result = daemon.call(BtrfsCodec.BTRFS_SCRUB_STATUS, args, NO_OPTIONS);
        if (result.btrfsscrubUncorrectableErrors() > 0) {
            throw new GuestFSException(
                    call,
                    args[0] + ": " + result.btrfsscrubUncorrectableErrors()
                            + " errors remain that could not be corrected, and "
                            + result.btrfsscrubCorrectedErrors() + " were corrected",
                    ErrorNumber.NONE);
        }
        return null;
    }

    private static Stream<ByteBuffer> text(String output) {
        return Stream.of(ByteBuffer.wrap(WireText.encode(output)));
    }

    /** Writes what older daemons give in one piece where newer ones send a file. */
    static @Nullable Object written(String call, Stream<ByteBuffer> content, @Nullable Object target) {
        ChunkSink sink =
                target instanceof FileArgument file ? Objects.requireNonNull(file.sink(), "checked before") : null;
        if (sink == null) {
            throw new IllegalArgumentException(call + " has no file to write to");
        }
        try {
            sink.open();
            try {
                for (ByteBuffer piece : (Iterable<ByteBuffer>) content::iterator) {
                    sink.write(piece);
                }
            } finally {
                sink.close();
            }
        } catch (IOException e) {
            throw ErrorMapper.localWrite(call, sink.describe(), e);
        }
        return null;
    }
}
