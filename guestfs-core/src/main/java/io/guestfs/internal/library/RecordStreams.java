package io.guestfs.internal.library;

import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.codec.ForensicsCodec;
import io.guestfs.internal.codec.StructCodecs;
import io.guestfs.internal.local.RecordStreamsHome;
import io.guestfs.internal.transfer.FileArguments;
import io.guestfs.internal.transfer.RecordStream;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.structs.TskDirent;
import io.guestfs.structs.Xattr;
import io.guestfs.structs.YaraDetection;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of any length that the daemon sends as a file. An empty file is an empty list. */
public final class RecordStreams implements RecordStreamsHome {

    private static final String JOURNAL_GET = "journal_get";

    private final CallRunner runner;

    /**
     * Makes the home.
     *
     * @param runner makes the calls that are not public
     */
    public RecordStreams(CallRunner runner) {
        this.runner = runner;
    }

    @Override
    public List<TskDirent> filesystemWalk(String device) {
        RecordStream<TskDirent> stream = RecordStream.ofStructures("filesystem_walk", StructCodecs::decodeTskDirent);
        runner.daemon(ForensicsCodec.INTERNAL_FILESYSTEM_WALK, null, device, FileArguments.out(stream));
        return stream.records();
    }

    @Override
    public List<TskDirent> findInode(String device, long inode) {
        RecordStream<TskDirent> stream = RecordStream.ofStructures("find_inode", StructCodecs::decodeTskDirent);
        runner.daemon(ForensicsCodec.INTERNAL_FIND_INODE, null, device, inode, FileArguments.out(stream));
        return stream.records();
    }

    @Override
    public List<YaraDetection> yaraScan(String path) {
        RecordStream<YaraDetection> stream = RecordStream.ofStructures("yara_scan", StructCodecs::decodeYaraDetection);
        runner.daemon(ForensicsCodec.INTERNAL_YARA_SCAN, null, path, FileArguments.out(stream));
        return stream.records();
    }

    @Override
    public List<Xattr> journalGet() {
        RecordStream<Xattr> stream = new RecordStream<>(JOURNAL_GET, RecordStreams::journalField, Integer.MAX_VALUE);
        runner.daemon(ForensicsCodec.INTERNAL_JOURNAL_GET, null, FileArguments.out(stream));
        return stream.records();
    }

    /** A field of the journal: its length in 64 bits, then {@code NAME=VALUE}. The value may have any bytes. */
    static @Nullable Xattr journalField(ByteBuffer bytes) {
        if (bytes.remaining() < Long.BYTES) {
            return null;
        }
        long length = bytes.getLong(bytes.position());
        if (length < 0 || length > Integer.MAX_VALUE - Long.BYTES) {
            throw new IllegalArgumentException(
                    "a journal field of " + Long.toUnsignedString(length) + " bytes, more than fits into memory");
        }
        if (bytes.remaining() - Long.BYTES < length) {
            return null;
        }
        byte[] field = new byte[(int) length];
        bytes.position(bytes.position() + Long.BYTES).get(field);
        int equals = 0;
        while (equals < field.length && field[equals] != '=') {
            equals++;
        }
        if (equals == field.length) {
            throw new IllegalArgumentException("a journal field without '=' between name and value");
        }
        byte[] value = new byte[field.length - equals - 1];
        System.arraycopy(field, equals + 1, value, 0, value.length);
        return new Xattr(WireText.decode(field, 0, equals), value);
    }
}
