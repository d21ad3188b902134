package io.guestfs.appliance.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A helper program that is run to its end: standard input is empty, messages are in English, output is collected up to a limit and
 * the time, the processor time and the memory it may take are bounded. When the time is up, it and all it started are killed, and
 * so they are when this JVM is killed.
 */
public final class ExternalCommand {
    /** How much output is kept unless told otherwise, in bytes for each stream. */
    public static final int OUTPUT_LIMIT = 4 << 20;

    private static final long MEMORY_LIMIT = 16L << 30;
    private static final int READ_SIZE = 16 << 10;
    private static final int CHUNKS_WAITING = 64;
    private static final long GLANCE_MILLIS = 50;
    /**
     * How long output is still awaited after the program has ended, should something it left behind hold the pipe. On a busy host the
     * threads that read may have to wait for a processor, and nothing that the program wrote may be lost for that.
     */
    private static final long STRAGGLER_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** The same for a program that was killed, whose caller wants to go on. */
    private static final long KILLED_STRAGGLER_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final List<String> command;
    private Map<String, String> environment = System.getenv();
    private Duration timeLimit = Duration.ofMinutes(2);
    private int outputLimit = OUTPUT_LIMIT;
    private @Nullable Path directory;
    private @Nullable Consumer<byte[]> listener;
    private BooleanSupplier aborted = () -> false;
    private long memoryLimit = MEMORY_LIMIT;
    private @Nullable Duration processorLimit;

    private ExternalCommand(List<String> command) {
        this.command = List.copyOf(command);
    }

    /**
     * Describes a command.
     *
     * @param command program and arguments; a program without a slash is looked up on PATH
     * @return the command, not yet run
     */
    public static ExternalCommand of(List<String> command) {
        return new ExternalCommand(command);
    }

    /**
     * Sets the environment; LC_ALL=C is added.
     *
     * @param variables all variables
     * @return this
     */
    public ExternalCommand environment(Map<String, String> variables) {
        this.environment = variables;
        return this;
    }

    /**
     * Limits the time it may take.
     *
     * @param limit wall-clock time; 2 minutes unless set
     * @return this
     */
    public ExternalCommand timeLimit(Duration limit) {
        this.timeLimit = limit;
        return this;
    }

    /**
     * Limits the output kept; more is read and thrown away.
     *
     * @param bytes for each of the two streams
     * @return this
     */
    public ExternalCommand outputLimit(int bytes) {
        this.outputLimit = bytes;
        return this;
    }

    /**
     * Sets the working directory.
     *
     * @param workingDirectory where it runs
     * @return this
     */
    public ExternalCommand in(Path workingDirectory) {
        this.directory = workingDirectory;
        return this;
    }

    /**
     * Hands each piece of output on as it comes, on the thread that called {@link #run()}.
     *
     * @param consumer takes output and errors, cut anywhere
     * @return this
     */
    public ExternalCommand onOutput(Consumer<byte[]> consumer) {
        this.listener = consumer;
        return this;
    }

    /**
     * Allows the run to be given up.
     *
     * @param supplier asked often; true to kill the program
     * @return this
     */
    public ExternalCommand abortedBy(BooleanSupplier supplier) {
        this.aborted = supplier;
        return this;
    }

    /**
     * Limits the memory that the program, and each one that it starts, may ask for.
     *
     * @param bytes of address space; 16 GiB unless set
     * @return this
     */
    public ExternalCommand memoryLimit(long bytes) {
        this.memoryLimit = bytes;
        return this;
    }

    /**
     * Limits the time that the program, and each one that it starts, may use of a processor.
     *
     * @param limit processor time; twice the wall-clock time unless set
     * @return this
     */
    public ExternalCommand processorLimit(Duration limit) {
        this.processorLimit = limit;
        return this;
    }

    /**
     * Runs it to its end, or until the time is up or the run is given up. An interrupt does not end it; the flag stays set.
     *
     * @return how it ended and what it wrote
     * @throws IOException if the program cannot be started, for instance because it does not exist
     */
    public CommandResult run() throws IOException {
        Duration processor = processorLimit == null ? timeLimit.multipliedBy(2) : processorLimit;
        Gate gate = Gate.limited(memoryLimit, processor);
        List<String> words = new ArrayList<>(command);
        words.set(0, program());
        ProcessBuilder builder = new ProcessBuilder(gate.command(words, environment));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Process process = builder.start();
        Watchdog.Watch watch = gate.open(process);
        boolean interrupted = false;
        try (Collector collector = new Collector(process)) {
            while (true) {
                try {
                    return collector.collect();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            killTree(process);
            watch.end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String program() throws IOException {
        String program = command.get(0);
        if (directory != null && program.indexOf('/') >= 0) {
            return program;
        }
        return ProgramPath.find(program, environment)
                .orElseThrow(() -> new IOException("the program " + program + " was not found"))
                .toString();
    }

    /** Kills a process and what it started. Does nothing to one that has ended. */
    static void killTree(Process process) {
        if (process.isAlive()) {
            List<ProcessHandle> started = process.descendants().toList();
            process.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /**
     * Waits for the end of a process, however often the thread is interrupted.
     *
     * @return false if the time was up first
     */
    static boolean awaitEnd(Process process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Chunk(boolean errors, ByteBuffer bytes, boolean last) {}

    /** Two threads read; the thread that called run gathers, hands on and watches the clock. */
    private final class Collector implements AutoCloseable {
        private final Process process;
        private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>(CHUNKS_WAITING);
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        private final long deadline;
        private CommandResult.Ending ending = CommandResult.Ending.BY_ITSELF;
        private int streamsOpen = 2;
        private long endSeen;
        private volatile boolean closed;

        Collector(Process process) {
            this.process = process;
            this.deadline = System.nanoTime() + timeLimit.toNanos();
            read(process.getInputStream(), false);
            read(process.getErrorStream(), true);
        }

        CommandResult collect() throws InterruptedException {
            while (streamsOpen > 0 && !straggling()) {
                Chunk chunk = chunks.poll(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                if (chunk != null) {
                    take(chunk);
                }
                checkLimits();
            }
            while (!process.waitFor(GLANCE_MILLIS, TimeUnit.MILLISECONDS)) {
                checkLimits();
            }
            return new CommandResult(
                    command, new ProcessExit(process.exitValue()), ending, output.toByteArray(), errors.toByteArray());
        }

        private void take(Chunk chunk) {
            if (chunk.last()) {
                streamsOpen--;
                return;
            }
            ByteArrayOutputStream kept = chunk.errors() ? errors : output;
            byte[] bytes = chunk.bytes().array();
            kept.write(bytes, 0, Math.min(bytes.length, outputLimit - kept.size()));
            if (listener != null) {
                listener.accept(bytes);
            }
        }

        private void checkLimits() {
            if (ending != CommandResult.Ending.BY_ITSELF) {
                return;
            }
            if (aborted.getAsBoolean()) {
                ending = CommandResult.Ending.ABORTED;
                killTree(process);
            } else if (System.nanoTime() - deadline > 0 && process.isAlive()) {
                ending = CommandResult.Ending.TIME_UP;
                killTree(process);
            }
        }

        private boolean straggling() {
            if (process.isAlive() || !chunks.isEmpty()) {
                endSeen = 0;
                return false;
            }
            if (endSeen == 0) {
                endSeen = System.nanoTime();
            }
            boolean killed = ending != CommandResult.Ending.BY_ITSELF;
            return System.nanoTime() - endSeen > (killed ? KILLED_STRAGGLER_NANOS : STRAGGLER_NANOS);
        }

        private void read(InputStream stream, boolean isErrors) {
            Thread thread = new Thread(() -> copy(stream, isErrors), "guestfs-output-of-" + process.pid());
            thread.setDaemon(true);
            thread.start();
        }

        private void copy(InputStream stream, boolean isErrors) {
            byte[] buffer = new byte[READ_SIZE];
            try {
                try (stream) {
                    int count = stream.read(buffer);
                    while (count >= 0 && !closed) {
                        chunks.put(new Chunk(isErrors, ByteBuffer.wrap(Arrays.copyOf(buffer, count)), false));
                        count = stream.read(buffer);
                    }
                } catch (IOException e) {
                    // The pipe broke with the process; what has been read stands.
                    chunks.put(new Chunk(isErrors, ByteBuffer.allocate(0), true));
                    return;
                }
                chunks.put(new Chunk(isErrors, ByteBuffer.allocate(0), true));
            } catch (InterruptedException e) {
                // Nobody interrupts this thread, and if somebody did, it would just end.
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            closed = true;
            chunks.clear();
        }
    }
}
