package io.guestfs.internal.inspection;

import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Files of a guest that must not be larger than is sensible for what they are. */
final class GuestFile {

    private final FilesCalls files;
    private final TransferCalls transfer;

    GuestFile(FilesCalls files, TransferCalls transfer) {
        this.files = files;
        this.transfer = transfer;
    }

    /** Reads a file; an error when it is larger than the limit, or no regular file. */
    byte[] read(String call, String path, int limit) {
        demandSensible(call, path, limit);
        Limited memory = new Limited(call, path, limit);
        transfer.download(path, memory);
        return memory.bytes.toByteArray();
    }

    /** Reads the lines of a text. */
    Iterable<String> lines(String call, String path, int limit) {
        return new GuestLines(read(call, path, limit));
    }

    /**
     * Refuses what is no regular file, or a link to one: the daemon would wait for ever for the other end of a named pipe
     * that a guest has put there.
     */
    void demandSensible(String call, String path, long limit) {
        long size = files.filesize(path);
        if (!isFile(path)) {
            throw new GuestFSException(call, "'" + path + "' of the guest is no regular file", ErrorNumber.EINVAL);
        }
        if (size > limit) {
            throw tooLarge(call, path, size, limit);
        }
    }

    /** Tells whether it is a regular file, or a link to one. */
    boolean isFile(String path) {
        return files.isFile(path, o -> o.followsymlinks(true));
    }

    private static GuestFSException tooLarge(String call, String path, long size, long limit) {
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
