package io.guestfs.internal.library;

import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.codec.FilesCodec;
import io.guestfs.internal.local.FileReadingHome;
import io.guestfs.internal.transfer.MemoryStream;
import io.guestfs.protocol.xdr.WireText;
import java.util.ArrayList;
import java.util.List;

/** Whole files of the guest in memory. */
public final class FileReading implements FileReadingHome {

    private final FilesCalls files;
    private final TransferCalls transfer;

    private final CallRunner runner;

    /**
     * Makes the home.
     *
     * @param files the calls that the others stand on
     * @param transfer fetches files
     * @param runner asks for sizes
     */
    public FileReading(FilesCalls files, TransferCalls transfer, CallRunner runner) {
        this.files = files;
        this.transfer = transfer;
        this.runner = runner;
    }

    @Override
    public byte[] readFile(String path) {
        // Asked first: nobody should wait for gigabytes that can't be handed over. What hinders it will hinder the
        // download as well, and is told then.
        long size = runner.aside(FilesCodec.FILESIZE, path).orElse(0L);
        if (size > MemoryStream.LIMIT) {
            throw ErrorMapper.tooLarge("read_file", "'" + path + "' has " + size + " bytes: use download instead");
        }
        MemoryStream memory = new MemoryStream(size);
        try {
            transfer.download(path, memory);
        } catch (MemoryStream.TooLarge e) {
            throw ErrorMapper.tooLarge(
                    "read_file", "'" + path + "' had " + size + " bytes, and more came: use download instead");
        }
        return memory.take();
    }

    @Override
    public String cat(String path) {
        return WireText.decode(files.readFile(path));
    }

    @Override
    public List<String> readLines(String path) {
        byte[] bytes = files.readFile(path);
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(line(bytes, start, i));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            lines.add(line(bytes, start, bytes.length));
        }
        return lines;
    }

    private static String line(byte[] bytes, int start, int end) {
        int stop = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
        return WireText.decode(bytes, start, stop - start);
    }
}
