package io.guestfs.internal.tree;

import io.guestfs.internal.transfer.LocalFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** Writes the content of a new file. Long stretches of zeros become holes, so that sparse files stay sparse. */
final class FileContent {

    private static final int AT_ONCE = 64 * 1024;
    private static final Set<OpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final byte[] buffer = new byte[AT_ONCE];
    private final byte[] zeros = new byte[AT_ONCE];

    /** Makes a file, which only its owner can read until somebody says otherwise. */
    void write(Path path, InputStream content) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(
                path, NEW_FILE, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long hole = 0;
            int n = content.readNBytes(buffer, 0, AT_ONCE);
            while (n > 0) {
                if (Arrays.equals(buffer, 0, n, zeros, 0, n)) {
                    hole += n;
                } else {
                    put(path, file, hole, n);
                    hole = 0;
                }
                n = content.readNBytes(buffer, 0, AT_ONCE);
            }
            if (hole > 0) {
                buffer[0] = 0;
                put(path, file, hole - 1, 1);
            }
        }
    }

    private void put(Path path, SeekableByteChannel file, long hole, int length) throws IOException {
        try {
            file.position(file.position() + hole);
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            FileSystemException named = new FileSystemException(path.toString(), null, LocalFiles.reason(e));
            named.initCause(e);
            throw named;
        }
    }
}
