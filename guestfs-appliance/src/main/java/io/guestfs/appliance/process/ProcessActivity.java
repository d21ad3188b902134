package io.guestfs.appliance.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Whether a process does anything: writes, runs, or waits for a disk. A guest that writes its data back does; one whose
 * daemon hangs, or a stopped process, does not. Ask in regular intervals.
 */
public final class ProcessActivity {
    /** Event counters of an idle process are written too, a few bytes at a time. */
    private static final long BYTES_THAT_COUNT = 4096;

    private static final Pattern NEWLINE = Pattern.compile("\n");
    private static final String WRITTEN = "wchar: ";

    private final Path process;
    private long written;

    /**
     * Looks at a process.
     *
     * @param pid its id
     */
    public ProcessActivity(long pid) {
        this(Path.of("/proc", Long.toString(pid)));
    }

    ProcessActivity(Path process) {
        this.process = process;
        this.written = written();
    }

    /**
     * Tells whether it is doing something now or has written since it was asked before.
     *
     * @return true also if that cannot be told
     */
    public boolean active() {
        long before = written;
        written = written();
        return written < 0 || written - before >= BYTES_THAT_COUNT || threadActive();
    }

    private long written() {
        try {
            return NEWLINE.splitAsStream(Files.readString(process.resolve("io"), StandardCharsets.ISO_8859_1))
                    .filter(line -> line.startsWith(WRITTEN))
                    .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | NumberFormatException e) {
            // Another system, or not allowed: then nobody is accused of doing nothing.
            return -1;
        }
    }

    private boolean threadActive() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
                char state = stat.charAt(stat.lastIndexOf(')') + 2);
                if (state == 'R' || state == 'D') {
                    return true;
                }
            }
            return false;
        } catch (IOException | RuntimeException e) {
            // It has ended, or a thread has; whoever waits for it will hear of that.
            return true;
        }
    }
}
