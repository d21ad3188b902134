package io.guestfs.appliance.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a program back until the watchdog knows its process: a shell waits for a word and then becomes the program, with the same
 * process id. Should this JVM be killed before, the word never comes and the shell ends. So there is no moment at which the program
 * runs and nobody would end it.
 */
public final class Gate {
    /** What the shell has put into its environment is nothing that the program should see. */
    private static final String BECOME = "unset PWD OLDPWD\nexec \"$@\"";

    private static final String WAIT_FOR_WORD = "read -r go || exit 1\n" + BECOME;
    private static final String WAIT_FOR_WORD_AND_LIMIT = """
            read -r go || exit 1
            ulimit -v "$1" 2>/dev/null
            ulimit -t "$2" 2>/dev/null
            shift 2
            exec </dev/null
            """ + BECOME;
    /** The directory goes with the JVM. */
    private static final String WAIT_FOR_FILE = """
            while [ ! -e "$1" ]; do
              [ -d "${1%/*}" ] || exit 1
              sleep 0.01
            done
            shift
            """ + BECOME;

    private final String script;
    private final List<String> words;
    private final boolean group;
    private final @Nullable Path file;

    private Gate(String script, List<String> words, boolean group, @Nullable Path file) {
        this.script = script;
        this.words = words;
        this.group = group;
        this.file = file;
    }

    /**
     * A gate for a child with pipes in place of its standard streams.
     *
     * @return a gate for one program
     */
    public static Gate atInput() {
        return new Gate(WAIT_FOR_WORD, List.of(), false, null);
    }

    /**
     * A gate for a child with the standard streams of this process.
     *
     * @param file an unused name in a directory that is removed when this JVM goes away
     * @return a gate for one program
     */
    public static Gate atFile(Path file) {
        return new Gate(WAIT_FOR_FILE, List.of(file.toString()), false, file);
    }

    /** A gate for a program that is watched with all it starts, has no input and may take so much and no more. */
    static Gate limited(long memoryBytes, Duration processor) {
        List<String> limits = List.of(Long.toString(memoryBytes >> 10), Long.toString(processor.toSeconds() + 1));
        return new Gate(WAIT_FOR_WORD_AND_LIMIT, limits, true, null);
    }

    boolean keepsStreams() {
        return file != null;
    }

    /** The command that waits at the gate. */
    List<String> command(List<String> program, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        if (group) {
            command.addAll(ProgramPath.inOwnSession(environment));
        }
        command.addAll(List.of("/bin/sh", "-c", script, "guestfs-gate"));
        command.addAll(words);
        command.addAll(program);
        return command;
    }

    /** Has a process watched that waits at this gate, and lets it begin. */
    Watchdog.Watch open(Process process) throws IOException {
        Watchdog dog = Watchdog.ofThisJvm();
        Watchdog.Watch watch = group ? dog.group(process.pid()) : dog.process(process.pid());
        if (file != null) {
            try {
                Files.createFile(file);
            } catch (IOException e) {
                watch.end();
                throw e;
            }
            return watch;
        }
        OutputStream input = process.getOutputStream();
        try {
            input.write("go\n".getBytes(StandardCharsets.US_ASCII));
            input.flush();
            if (group) {
                input.close();
            }
        } catch (IOException e) {
            // It has been killed already, which whoever waits for its end will see.
            return watch;
        }
        return watch;
    }
}
