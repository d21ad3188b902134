package io.guestfs.internal.library;

import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.codec.FilesCodec;
import io.guestfs.internal.local.FileWritingHome;
import java.io.ByteArrayInputStream;

/** Whole files of the guest out of memory: small ones in one message, large ones as an upload. */
public final class FileWriting implements FileWritingHome {

    private static final int LARGEST_MESSAGE = 2 * 1024 * 1024;

    private final CallRunner runner;
    private final FilesCalls files;
    private final TransferCalls transfer;

    /**
     * Makes the home.
     *
     * @param runner makes the calls that are not public
     * @param files asks for sizes
     * @param transfer sends large content
     */
    public FileWriting(CallRunner runner, FilesCalls files, TransferCalls transfer) {
        this.runner = runner;
        this.files = files;
        this.transfer = transfer;
    }

    @Override
    public void write(String path, byte[] content) {
        if (content.length <= LARGEST_MESSAGE) {
            runner.daemon(FilesCodec.INTERNAL_WRITE, null, path, content);
        } else {
            transfer.upload(new ByteArrayInputStream(content), path);
        }
    }

    @Override
    public void writeAppend(String path, byte[] content) {
        if (content.length <= LARGEST_MESSAGE) {
            runner.daemon(FilesCodec.INTERNAL_WRITE_APPEND, null, path, content);
        } else {
            long size = files.exists(path) ? files.filesize(path) : 0;
            transfer.uploadOffset(new ByteArrayInputStream(content), path, size);
        }
    }
}
