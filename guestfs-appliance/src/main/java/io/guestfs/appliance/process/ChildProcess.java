package io.guestfs.appliance.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A long-lived child, which is qemu: followed to its end, and ended for certain. Safe for use by several threads. */
public final class ChildProcess {
    /** A process that has been killed is gone in a moment, unless the kernel waits for a device in its name. */
    private static final Duration DEATH = Duration.ofSeconds(5);

    private final Process process;
    private final CompletableFuture<ProcessExit> exit;
    private final Watchdog.@Nullable Watch watch;
    private @Nullable ChildProcess companion;
    private boolean forced;

    ChildProcess(Process process, Watchdog.@Nullable Watch watch) {
        this.process = process;
        this.watch = watch;
        this.exit = new CompletableFuture<>();
        follow();
        if (watch != null) {
            whenEnded(ended -> watch.end());
        }
    }

    /**
     * Starts a child that no watchdog knows.
     *
     * @param command program and arguments
     * @param environment the whole environment of the child
     * @param keepStreams true to give it the standard streams of this process; false for pipes, with output and errors merged
     * @return the running child
     * @throws IOException if the program cannot be started
     */
    public static ChildProcess start(List<String> command, Map<String, String> environment, boolean keepStreams)
            throws IOException {
        return new ChildProcess(spawn(command, environment, keepStreams), null);
    }

    /**
     * Starts a child that is killed when this JVM is killed, at whatever moment.
     *
     * @param gate keeps it from beginning before the watchdog knows it
     * @param command program and arguments
     * @param environment the whole environment of the child
     * @return the running child; if the program cannot be run, its output says so
     * @throws IOException if no program can be started
     */
    public static ChildProcess startWatched(Gate gate, List<String> command, Map<String, String> environment)
            throws IOException {
        Process process = spawn(gate.command(command, environment), environment, gate.keepsStreams());
        boolean open = false;
        try {
            ChildProcess child = new ChildProcess(process, gate.open(process));
            open = true;
            return child;
        } finally {
            if (!open) {
                ExternalCommand.killTree(process);
            }
        }
    }

    /**
     * Notes the end, on a thread of our own. The onExit of the JDK waits for one of the common pool, and those may all be held by
     * callers of the library who wait for this very end.
     */
    private void follow() {
        Thread thread = new Thread(
                () -> {
                    try {
                        exit.complete(new ProcessExit(process.waitFor()));
                    } catch (InterruptedException e) {
                        exit.completeExceptionally(e);
                    }
                },
                "guestfs-end-of-" + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    private static Process spawn(List<String> command, Map<String, String> environment, boolean keepStreams)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (keepStreams) {
            builder.inheritIO();
        } else {
            builder.redirectErrorStream(true).redirectInput(Redirect.PIPE).redirectOutput(Redirect.PIPE);
        }
        return builder.start();
    }

    /**
     * The process id.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Tells whether the child is running.
     *
     * @return true if it is
     */
    public boolean alive() {
        return process.isAlive();
    }

    /**
     * Tells whether a process is the child or was started by it.
     *
     * @param pid a process id
     * @return true if so
     */
    public boolean isOrStarted(long pid) {
        return pid == process.pid() || process.descendants().anyMatch(handle -> handle.pid() == pid);
    }

    /**
     * What the child writes, unless it keeps the standard streams of this process.
     *
     * @return the stream
     */
    public InputStream output() {
        return process.getInputStream();
    }

    /**
     * The end of the child.
     *
     * @return completed when it has ended
     */
    public CompletableFuture<ProcessExit> onExit() {
        return exit;
    }

    /**
     * Waits for the end of the child. An interrupt of the waiting thread is kept for later.
     *
     * @param limit how long to wait
     * @return how it ended; empty if it has not
     */
    public Optional<ProcessExit> exitWithin(Duration limit) {
        return ExternalCommand.awaitEnd(process, limit) ? Optional.of(exit.join()) : Optional.empty();
    }

    /**
     * Says what to do when the child has ended, or now if it has.
     *
     * @param action takes how it ended; runs on any thread and must not block
     */
    public void whenEnded(Consumer<ProcessExit> action) {
        CompletableFuture<Void> unused = exit.thenAccept(action);
    }

    /**
     * Writes to the standard input of the child.
     *
     * @param bytes what to write
     * @throws IOException if it is gone
     */
    public void writeInput(byte[] bytes) throws IOException {
        OutputStream input = process.getOutputStream();
        synchronized (input) {
            input.write(bytes);
            input.flush();
        }
    }

    /**
     * Hands over a process that is of no use without this child and ends with it.
     *
     * @param helper the other process
     */
    public synchronized void accompaniedBy(ChildProcess helper) {
        companion = helper;
    }

    /** Kills the child and all it started, at once. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }

    /**
     * Ends the child: asks, waits, kills; returns when it is gone, or some seconds after it was killed in vain because the kernel
     * holds it.
     *
     * @param grace how long it may take to end by itself
     * @return true if it had to be killed
     */
    public synchronized boolean end(Duration grace) {
        if (process.isAlive()) {
            // Not through the process itself, which would close the pipe and lose the last words of the child.
            process.toHandle().destroy();
            if (!ExternalCommand.awaitEnd(process, grace)) {
                forced = true;
                kill();
                if (!ExternalCommand.awaitEnd(process, DEATH)) {
                    // It stays watched.
                    closeStreams();
                    return true;
                }
            }
        }
        if (watch != null) {
            watch.end();
        }
        if (companion != null) {
            boolean unused = companion.end(Duration.ZERO);
            companion = null;
        }
        closeStreams();
        return forced;
    }

    private void closeStreams() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The child is gone; there is nobody to miss it.
            return;
        }
    }
}
