package io.guestfs.internal.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks an archive of a guest in a thread of its own while the thread of the call receives it. What is on the way
 * between them is bounded, and the thread ends with the call.
 */
public final class TreeReceiver implements AutoCloseable {

    private final BoundedPipe pipe = new BoundedPipe();
    private final OutputStream output = pipe.output();
    private final TreeExtractor extractor;
    private final FutureTask<Void> work = new FutureTask<>(this::extract, null);

    /**
     * Begins.
     *
     * @param target the directory to unpack into, which is there
     * @param settleTarget whether the target takes owner, permissions and time of the top of the archive
     * @param rules what the copy may have
     */
    public TreeReceiver(Path target, boolean settleTarget, CopyRules rules) {
        extractor = new TreeExtractor(
                target, settleTarget, LocalAccess.ofThisProcess(rules.specialBits()), rules.devices());
        Thread thread = new Thread(work, "guestfs-copy-out");
        thread.setDaemon(true);
        thread.start();
    }

    private void extract() {
        try (InputStream input = pipe.input()) {
            extractor.extract(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the archive is to be written. */
    public OutputStream output() {
        return output;
    }

    /**
     * Tells whether an exception only says that the unpacking has ended before the archive: {@link #finish} has the reason.
     *
     * @param failure what happened when the archive was written
     * @return true if so
     */
    public static boolean isConsequence(Throwable failure) {
        return failure.getCause() instanceof BoundedPipe.ReaderGone;
    }

    /**
     * Waits until everything is unpacked.
     *
     * @throws IOException when something could not be unpacked
     */
    public void finish() throws IOException {
        close();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    work.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        return cause instanceof UncheckedIOException && cause.getCause() instanceof IOException io
                ? io
                : new IOException("the archive that the guest sent can't be read: " + cause, cause);
    }

    /** How many devices and pipes were left out. */
    public long leftOut() {
        return extractor.leftOut();
    }

    /** The name of the first of them, for people. */
    public String firstLeftOut() {
        return String.valueOf(extractor.firstLeftOut());
    }

    /** Nothing more comes. */
    @Override
    public void close() {
        try {
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a pipe of our own can't fail", e);
        }
    }
}
