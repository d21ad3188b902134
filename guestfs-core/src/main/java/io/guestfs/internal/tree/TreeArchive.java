package io.guestfs.internal.tree;

import io.guestfs.internal.transfer.LocalFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory tree of the host as a tar archive that comes into being while it is read. Only one block of file
 * data and the names of the directories on the way down are held in memory.
 *
 * <p>Symbolic links are kept as links and never followed. Sockets are left out: they mean nothing elsewhere. Owners are
 * numbers only, because the names would be looked up in the appliance, which has other users than host and guest.
 */
public final class TreeArchive extends InputStream {

    private static final int BLOCK = 10 * 1024;
    private static final int AT_ONCE = 64 * 1024;

    private record Level(String name, Iterator<Path> children) {}

    private record OpenFile(Path path, InputStream content) {}

    private record FileId(long device, long inode) {}

    /** What was packed and not read yet. */
    private static final class Pending extends ByteArrayOutputStream {

        private int taken;

        boolean isEmpty() {
            return taken == count;
        }

        int take(byte[] bytes, int offset, int length) {
            int n = Math.min(length, count - taken);
            System.arraycopy(buf, taken, bytes, offset, n);
            taken += n;
            if (taken == count) {
                taken = 0;
                reset();
            }
            return n;
        }
    }

    private final Pending pending = new Pending();
    private final TarArchiveOutputStream tar;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Map<FileId, String> linked = new HashMap<>();
    private final byte[] buffer = new byte[AT_ONCE];
    private final Path root;
    private long fileLeft;
    private boolean begun;
    private boolean ended;

    /** Whoever gives a transfer up closes while another thread may still pack: each looks for what the other has left open. */
    private volatile boolean closed;

    private volatile @Nullable OpenFile file;

    /**
     * Packs a tree.
     *
     * @param root the file or directory; it keeps its name, while {@code /}, {@code .} and {@code ..} stand for what is
     *     in them
     */
    public TreeArchive(Path root) {
        this.root = root;
        tar = open(pending);
    }

    private static TarArchiveOutputStream open(OutputStream out) {
        // ISO 8859-1 maps each byte to a character and back: names go through as they are.
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, BLOCK, StandardCharsets.ISO_8859_1.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        return tar;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (pending.isEmpty()) {
            if (ended || closed) {
                return -1;
            }
            packMore();
        }
        return pending.take(bytes, offset, length);
    }

    private void packMore() throws IOException {
        Level level = levels.peek();
        OpenFile open = file;
        if (open != null) {
            packData(open);
        } else if (!begun) {
            begun = true;
            pack(root, rootName());
        } else if (level == null) {
            ended = true;
            tar.close();
        } else if (level.children().hasNext()) {
            Path child = level.children().next();
            pack(child, level.name() + name(child));
        } else {
            levels.pop();
        }
    }

    private String rootName() {
        String name = name(root);
        return name.isEmpty() || name.equals("..") ? "." : name;
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : ByteText.of(LocalNames.bytes(name));
    }

    private void pack(Path path, String name) throws IOException {
        LocalFile facts = LocalFile.of(path);
        byte type = facts.tarType();
        if (type == LocalFile.NOT_IN_ARCHIVES) {
            return;
        }
        String first = facts.linkCount() > 1 && type != TarConstants.LF_DIR
                ? linked.putIfAbsent(new FileId(facts.device(), facts.inode()), name)
                : null;
        TarArchiveEntry entry = facts.entry(first == null ? type : TarConstants.LF_LINK, name);
        if (first != null) {
            entry.setLinkName(first);
        } else if (type == TarConstants.LF_SYMLINK) {
            entry.setLinkName(ByteText.of(LocalNames.bytes(Files.readSymbolicLink(path))));
        } else if (type == TarConstants.LF_NORMAL) {
            entry.setSize(facts.size());
            fileLeft = facts.size();
            // Opened before its header is written: what can't be read should not be announced.
            LocalFiles.checkReadable(path);
            file = new OpenFile(path, Files.newInputStream(path));
            if (closed) {
                close();
            }
        } else if (type == TarConstants.LF_DIR) {
            levels.push(new Level(name + "/", children(path)));
        }
        tar.putArchiveEntry(entry);
        if (file == null) {
            tar.closeArchiveEntry();
        }
    }

    /** Lists a directory in the order of names, so that equal trees give equal archives. */
    private static Iterator<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw failure(directory, LocalFiles.reason(Objects.requireNonNull(e.getCause(), "always has one")), e);
        }
        Collections.sort(children);
        return children.iterator();
    }

    private void packData(OpenFile open) throws IOException {
        if (fileLeft > 0) {
            int n = read(open);
            tar.write(buffer, 0, n);
            fileLeft -= n;
        }
        if (fileLeft == 0) {
            file = null;
            open.content().close();
            tar.closeArchiveEntry();
        }
    }

    private int read(OpenFile open) throws IOException {
        int n;
        try {
            n = open.content().read(buffer, 0, (int) Math.min(buffer.length, fileLeft));
        } catch (IOException e) {
            throw failure(open.path(), LocalFiles.reason(e), e);
        }
        if (n < 0) {
            throw new FileSystemException(
                    open.path().toString(), null, "the file became " + fileLeft + " bytes shorter while it was copied");
        }
        return n;
    }

    private static FileSystemException failure(Path path, String reason, Exception cause) {
        FileSystemException failure = new FileSystemException(path.toString(), null, reason);
        failure.initCause(cause);
        return failure;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        OpenFile open = file;
        file = null;
        if (open != null) {
            open.content().close();
        }
    }
}
