package io.guestfs.internal.library;

import io.guestfs.calls.DirectoriesCalls;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.codec.DirectoriesCodec;
import io.guestfs.internal.codec.StructCodecs;
import io.guestfs.internal.local.DirectoryListsHome;
import io.guestfs.internal.transfer.FileArguments;
import io.guestfs.internal.transfer.MemoryStream;
import io.guestfs.internal.transfer.RecordStream;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.structs.Dirent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

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
        return names("find", "find0", names -> directories.find0(directory, names));
    }

    @Override
    public List<String> ls(String directory) {
        return names("ls", "ls0", names -> directories.ls0(directory, names));
    }

    private static List<String> names(String call, String streaming, Consumer<MemoryStream> ask) {
        MemoryStream memory = new MemoryStream();
        try {
            ask.accept(memory);
        } catch (MemoryStream.TooLarge e) {
            throw ErrorMapper.tooLarge(call, "the names are too many: take " + streaming + " and a stream");
        }
        return sortedNames(memory.take());
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
        RecordStream<Dirent> stream = RecordStream.ofStructures("readdir", StructCodecs::decodeDirent);
        runner.daemon(DirectoriesCodec.INTERNAL_READDIR, null, dir, FileArguments.out(stream));
        return stream.records();
    }
}
