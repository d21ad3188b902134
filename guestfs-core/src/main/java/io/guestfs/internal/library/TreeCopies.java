package io.guestfs.internal.library;

import io.guestfs.calls.ArchivesCalls;
import io.guestfs.calls.CopyOutOptions;
import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.LocalFileException;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.local.TreeCopiesHome;
import io.guestfs.internal.transfer.LocalFiles;
import io.guestfs.internal.tree.CopyRules;
import io.guestfs.internal.tree.LocalNames;
import io.guestfs.internal.tree.RefusedEntryException;
import io.guestfs.internal.tree.TreeArchive;
import io.guestfs.internal.tree.TreeReceiver;
import io.guestfs.protocol.xdr.WireTextException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Copies of files and whole trees between host and guest, under their own names. */
public final class TreeCopies implements TreeCopiesHome {

    private static final String COPY_IN = "copy_in";
    private static final String COPY_OUT = "copy_out";

    private final ArchivesCalls archives;
    private final FilesCalls files;
    private final TransferCalls transfer;
    private final Consumer<String> warnings;

    /**
     * Makes the home.
     *
     * @param archives carries trees
     * @param files tells files from directories
     * @param transfer carries single files
     * @param warnings hears of what was left out
     */
    public TreeCopies(ArchivesCalls archives, FilesCalls files, TransferCalls transfer, Consumer<String> warnings) {
        this.archives = archives;
        this.files = files;
        this.transfer = transfer;
        this.warnings = warnings;
    }

    @Override
    public void copyIn(String localpath, String remotedir) {
        Path local = localPath(COPY_IN, localpath);
        try {
            Files.readAttributes(local, "size");
        } catch (IOException e) {
            throw ErrorMapper.localFile(
                    COPY_IN, localpath, "the source '" + localpath + "' can't be read: " + LocalFiles.reason(e), e);
        }
        if (!files.isDir(remotedir)) {
            throw new GuestFSException(
                    COPY_IN, "the target '" + remotedir + "' is not a directory of the guest", ErrorNumber.ENOTDIR);
        }
        try (TreeArchive archive = new TreeArchive(local)) {
            archives.tarIn(archive, remotedir);
        } catch (LocalFileException e) {
            throw local(COPY_IN, "reading", e.getCause() instanceof IOException cause ? cause : new IOException(e));
        } catch (IOException e) {
            throw local(COPY_IN, "closing", e);
        }
    }

    @Override
    public void copyOut(String remotepath, String localdir, CopyOutOptions options) {
        Path directory = localPath(COPY_OUT, localdir);
        if (!Files.isDirectory(directory)) {
            throw new InvalidArgumentException(
                    COPY_OUT, "the target '" + localdir + "' is not a directory of the host", ErrorNumber.ENOTDIR);
        }
        String base = base(remotepath);
        if (files.isFile(remotepath)) {
            transfer.download(remotepath, directory.resolve(localPath(COPY_OUT, base)));
        } else if (files.isDir(remotepath)) {
            receive(remotepath, directory, base, rules(options));
        } else {
            throw new GuestFSException(
                    COPY_OUT,
                    "'" + remotepath + "' is neither a regular file nor a directory of the guest",
                    ErrorNumber.EINVAL);
        }
    }

    /** The name that the copy gets; empty when only the content is meant. */
    private static String base(String remotepath) {
        int end = remotepath.length();
        while (end > 0 && remotepath.charAt(end - 1) == '/') {
            end--;
        }
        String base = remotepath.substring(remotepath.lastIndexOf('/', end - 1) + 1, end);
        if (base.equals("..")) {
            throw new InvalidArgumentException(
                    COPY_OUT, "'" + remotepath + "' ends in '..', which is no name for a copy", ErrorNumber.EINVAL);
        }
        return base.equals(".") ? "" : base;
    }

    private static CopyRules rules(CopyOutOptions options) {
        Map<String, Object> given = options.given();
        return new CopyRules(Boolean.TRUE.equals(given.get("devices")), Boolean.TRUE.equals(given.get("specialbits")));
    }

    private void receive(String remotepath, Path directory, String base, CopyRules rules) {
        Path target = base.isEmpty() ? directory : directory.resolve(localPath(COPY_OUT, base));
        makeDirectory(target);
        try (TreeReceiver receiver = new TreeReceiver(target, !base.isEmpty(), rules)) {
            try {
                archives.tarOut(remotepath, receiver.output());
            } catch (GuestFSException e) {
                finishAfter(e, receiver);
            }
            receiver.finish();
            if (receiver.leftOut() > 0) {
                warnings.accept(COPY_OUT + ": devices and pipes are only copied with the option devices; left out: "
                        + receiver.leftOut() + ", the first is '" + receiver.firstLeftOut() + "'");
            }
        } catch (RefusedEntryException e) {
            throw ErrorMapper.badTree(
                    COPY_OUT, e.getMessage() + "; what came before it is in '" + target + "'", ErrorNumber.EINVAL, e);
        } catch (FileSystemException e) {
            throw local(COPY_OUT, "writing", e);
        } catch (IOException e) {
            throw ErrorMapper.badTree(
                    COPY_OUT, "unpacking '" + remotepath + "': " + LocalFiles.reason(e), ErrorNumber.EIO, e);
        }
    }

    /** The first failure is the one that counts: that of the transfer, unless it only followed ours. */
    private static void finishAfter(GuestFSException failure, TreeReceiver receiver) throws IOException {
        try {
            receiver.finish();
        } catch (IOException e) {
            if (TreeReceiver.isConsequence(failure)) {
                throw e;
            }
        }
        throw failure;
    }

    private static void makeDirectory(Path target) {
        if (!Files.isDirectory(target)) {
            try {
                Files.createDirectory(target);
            } catch (IOException e) {
                throw local(COPY_OUT, "making", e);
            }
        }
    }

    private static Path localPath(String call, String text) {
        if (text.isEmpty()) {
            throw new InvalidArgumentException(call, "an empty name is no file of the host", ErrorNumber.ENOENT);
        }
        try {
            return LocalNames.path(text);
        } catch (WireTextException e) {
            throw new InvalidArgumentException(
                    call, "'" + text.replace("\0", "\\0") + "' is not a file name of this host: " + e.getMessage());
        }
    }

    private static LocalFileException local(String call, String doing, IOException e) {
        String file = e instanceof FileSystemException named ? String.valueOf(named.getFile()) : "";
        return ErrorMapper.localFile(call, file, doing + " '" + file + "' on the host: " + LocalFiles.reason(e), e);
    }
}
