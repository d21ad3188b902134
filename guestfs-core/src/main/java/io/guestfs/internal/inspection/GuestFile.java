package io.guestfs.internal.inspection;

import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.protocol.xdr.WireText;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Files of a guest that must not be larger than is sensible for what they are. */
final class GuestFile {

    private final FilesCalls files;
    private final TransferCalls transfer;

    GuestFile(FilesCalls files, TransferCalls transfer) {
        this.files = files;
        this.transfer = transfer;
    }

    /** Reads a file; an error when it is larger than the limit. */
    byte[] read(String call, String path, int limit) {
        long size = files.filesize(path);
        if (size > limit) {
            throw tooLarge(call, path, size, limit);
        }
        Limited memory = new Limited(call, path, limit);
        transfer.download(path, memory);
        return memory.bytes.toByteArray();
    }

    /** Reads the lines of a text. */
    List<String> lines(String call, String path, int limit) {
        byte[] bytes = read(call, path, limit);
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(WireText.decode(bytes, start, i - start));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            lines.add(WireText.decode(bytes, start, bytes.length - start));
        }
        return lines;
    }

    private static GuestFSException tooLarge(String call, String path, long size, int limit) {
        return new GuestFSException(
                call,
                "'" + path + "' of the guest has " + size + " bytes; more than " + limit + " are not believed",
                ErrorNumber.EFBIG);
    }

    /** The size that was asked for before may have been a lie. */
    private static final class Limited extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final String call;
        private final String path;
        private final int limit;

        Limited(String call, String path, int limit) {
            this.call = call;
            this.path = path;
            this.limit = limit;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] more, int offset, int length) {
            if ((long) bytes.size() + length > limit) {
                throw tooLarge(call, path, (long) bytes.size() + length, limit);
            }
            bytes.write(more, offset, length);
        }
    }
}
