package io.guestfs.appliance.process;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A tiny shell that reads from a pipe which only this JVM holds open. When the JVM goes away, however that happens, the pipe ends:
 * the shell kills the child it was told to watch and removes the private directories.
 */
public final class Watchdog {
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** Field 22 of the stat file of a process, its start time, counted from the field behind the program name. */
    private static final int START_TIME = 19;

    private static final Pattern BLANK = Pattern.compile(" ");

    /**
     * Signals of the terminal reach the shell as well and must not end it. The start time tells the child from a later process
     * with the same number.
     */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM PIPE
            pid=
            group=
            while read -r word a b; do
              case $word in
                watch) pid=$a; start=$b ;;
                group) pid=$a; start=$b; group=- ;;
                done) exit 0 ;;
              esac
            done
            if [ -n "$pid" ] && read -r stat < "/proc/$pid/stat"; then
              rest=${stat##*) }
              now=$(set -f; set -- $rest; shift 19; echo "$1")
              [ "$now" = "$start" ] && kill -KILL "$group$pid"
            fi
            [ $# -gt 0 ] && exec rm -rf -- "$@"
            exit 0
            """;

    /** Runs its own arguments when the JVM goes away. */
    private static final String LAST_COMMAND = """
            trap '' HUP INT QUIT TERM PIPE
            while read -r word; do
              [ "$word" = done ] && exit 0
            done
            exec "$@"
            """;

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /**
     * Starts a watchdog that has nothing to kill yet.
     *
     * @param directories what to remove when the JVM goes away
     * @return the watchdog
     * @throws IOException if the shell cannot be started
     */
    public static Watchdog start(List<Path> directories) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "guestfs-watchdog"));
        directories.forEach(directory -> command.add(directory.toString()));
        return run(command);
    }

    /**
     * Starts a watchdog that has nothing to watch but the JVM itself.
     *
     * @param lastCommand what is run when the JVM goes away
     * @return the watchdog
     * @throws IOException if the shell cannot be started
     */
    public static Watchdog forLastCommand(List<String> lastCommand) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LAST_COMMAND, "guestfs-watchdog"));
        command.addAll(lastCommand);
        return run(command);
    }

    private static Watchdog run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        builder.directory(new java.io.File("/"));
        return new Watchdog(builder.start());
    }

    /**
     * Says which process must not outlive the JVM.
     *
     * @param pid the process id of a running child
     * @throws IOException if the watchdog is gone
     */
    public void watch(long pid) throws IOException {
        tell("watch " + pid + " " + startTime(pid) + "\n");
    }

    /**
     * Says which process must not outlive the JVM, with all that it started.
     *
     * @param pid the process id of a running child that leads a process group
     * @throws IOException if the watchdog is gone
     */
    public void watchGroup(long pid) throws IOException {
        tell("group " + pid + " " + startTime(pid) + "\n");
    }

    /** Ends the watchdog; it kills and removes nothing any more. */
    public void dismiss() {
        try {
            tell("done\n");
            shell.getOutputStream().close();
        } catch (IOException e) {
            // It is gone already, which is what was wanted.
            shell.destroyForcibly();
        }
        if (!ExternalCommand.awaitEnd(shell, GRACE)) {
            shell.destroyForcibly();
        }
    }

    private void tell(String line) throws IOException {
        OutputStream pipe = shell.getOutputStream();
        pipe.write(line.getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }

    private static String startTime(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        return BLANK.splitAsStream(stat.substring(stat.lastIndexOf(')') + 2))
                .skip(START_TIME)
                .findFirst()
                .orElseThrow(() -> new IOException("the start time of process " + pid + " is not known"));
    }
}
