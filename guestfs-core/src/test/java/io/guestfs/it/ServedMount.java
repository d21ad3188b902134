package io.guestfs.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.calls.MountLocalOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A guest that is mounted on a directory of the test and served by a thread. */
final class ServedMount implements AutoCloseable {

    private static final long LIMIT_SECONDS = 300;

    private final GuestFS g;
    private final Path directory;
    private final CompletableFuture<Void> run = new CompletableFuture<>();

    private ServedMount(GuestFS g, Path directory) {
        this.g = g;
        this.directory = directory;
    }

    static ServedMount of(GuestFS g, Path directory, Consumer<MountLocalOptions> options) {
        g.mountLocal(directory.toString(), options);
        ServedMount mount = new ServedMount(g, directory);
        Thread server = new Thread(mount::serve, "test-mount");
        server.setDaemon(true);
        server.start();
        return mount;
    }

    private void serve() {
        try {
            g.mountLocalRun();
            run.complete(null);
        } catch (RuntimeException | Error e) {
            run.completeExceptionally(e);
        }
    }

    /** Waits for the end of the run; throws what it threw, as a cause. */
    void awaitEnd() throws Exception {
        run.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    boolean ended() {
        return run.isDone();
    }

    /** Runs a shell script in the mounted directory and gives what it wrote, errors included. */
    String sh(String script) {
        return sh(directory, script);
    }

    /** Runs a shell script in a directory and gives what it wrote, errors included. */
    static String sh(Path directory, String script) {
        try {
            Process process = start(directory, script);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a shell script; the shell changes to the directory by itself, so that Java does not touch it. */
    static Process start(Path directory, String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "timeout", "-k", "5", "300", "sh", "-c", "cd \"$0\" || exit 99\n" + script, directory.toString());
        builder.environment().put("LC_ALL", "C");
        return builder.redirectErrorStream(true).start();
    }

    static void assumeFuse() {
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "there is no /dev/fuse");
        assumeTrue(RealHandle.onPath("fusermount") || RealHandle.onPath("fusermount3"), "fusermount is not installed");
    }

    @Override
    public void close() throws Exception {
        if (!run.isDone()) {
            g.umountLocal(o -> o.retry(true));
        }
        awaitEnd();
    }
}
