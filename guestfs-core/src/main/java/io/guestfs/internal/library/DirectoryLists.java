package io.guestfs.internal.library;

import io.guestfs.calls.DirectoriesCalls;
import io.guestfs.error.NotSupportedException;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.codec.DirectoriesCodec;
import io.guestfs.internal.codec.StructCodecs;
import io.guestfs.internal.local.DirectoryListsHome;
import io.guestfs.internal.transfer.FileArguments;
import io.guestfs.internal.transfer.MemoryStream;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.structs.Dirent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is in directories, without the limit of one message. */
public final class DirectoryLists implements DirectoryListsHome {

    private final CallRunner runner;
    private final DirectoriesCalls directories;

    /**
     * Makes the home.
     *
     * @param runner makes the calls that are not public
     * @param directories the calls that send names
     */
    public DirectoryLists(CallRunner runner, DirectoriesCalls directories) {
        this.runner = runner;
        this.directories = directories;
    }

    @Override
    public List<String> find(String directory) {
        MemoryStream memory = new MemoryStream();
        directories.find0(directory, memory);
        return sortedNames(memory.toByteArray());
    }

    @Override
    public List<String> ls(String directory) {
        MemoryStream memory = new MemoryStream();
        directories.ls0(directory, memory);
        return sortedNames(memory.toByteArray());
    }

    /** Sorts by bytes, as the original does, and only then turns names into text. */
    private static List<String> sortedNames(byte[] bytes) {
        List<byte[]> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                names.add(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        names.sort(Arrays::compareUnsigned);
        return names.stream().map(WireText::decode).toList();
    }

    @Override
    public List<Dirent> readdir(String dir) {
        MemoryStream memory = new MemoryStream();
        try {
            runner.daemon(DirectoriesCodec.INTERNAL_READDIR, null, dir, FileArguments.out(memory));
        } catch (NotSupportedException e) {
            return runner.daemon(OldDaemon.READDIR, null, dir);
        }
        return records(memory.toByteArray());
    }

    private static List<Dirent> records(byte[] bytes) {
        XdrReader in = new XdrReader(ByteBuffer.wrap(bytes));
        List<Dirent> entries = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                entries.add(StructCodecs.decodeDirent(in));
            }
        } catch (XdrException e) {
            throw ErrorMapper.badRecords("readdir", "a directory entry", e);
        }
        return entries;
    }
}
