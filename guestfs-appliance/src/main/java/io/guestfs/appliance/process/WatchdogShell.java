package io.guestfs.appliance.process;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The shell behind {@link Watchdog}. It reads from a pipe which only this JVM holds open; when the pipe ends, it kills the
 * processes and removes the directories that it was told and that nobody took back.
 */
final class WatchdogShell {
    private static final Duration GRACE = Duration.ofSeconds(1);

    /**
     * A line is a kind, a slot and two words. The start time tells a process from a later one with the same number, device and
     * inode tell a directory from whatever took its name: the shell goes there first and looks then where it is. A process that
     * has just been killed may still write, therefore the removal is tried again for a second.
     */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM PIPE
            PATH=${PATH:+$PATH:}/usr/bin:/bin
            last=0
            while read -r kind slot a b; do
              eval "k$slot=\\$kind a$slot=\\$a b$slot=\\$b"
              [ "$slot" -gt "$last" ] && last=$slot
            done
            each() {
              slot=1
              while [ "$slot" -le "$last" ]; do
                eval "kind=\\${k$slot:-free} a=\\${a$slot-} b=\\${b$slot-}"
                "$1"
                slot=$((slot + 1))
              done
            }
            started() {
              set -f
              read -r stat < "/proc/$1/stat" || return
              set -- ${stat##*) }
              now=${20}
            }
            kill_it() {
              case $kind in
                process) now=; started "$a"; [ "$now" = "$b" ] && kill -KILL "$a" ;;
                group) now=; started "$a"; [ "$now" = "$b" ] && { kill -KILL "-$a"; kill -KILL "$a"; } ;;
              esac
            }
            remove_it() {
              path=$(printf '%b.' "$a")
              path=${path%.}
              case $kind in
                name) rmdir "$path" ;;
                directory)
                  if (cd -P "$path" && [ "$(stat -c %d:%i .)" = "$b" ] && { find . -xdev -mindepth 1 -delete; true; }); then
                    rmdir "$path" || left=yes
                  fi ;;
              esac
            }
            each kill_it
            tries=0
            while [ "$tries" -lt 20 ]; do
              left=
              each remove_it
              [ -z "$left" ] && exit 0
              sleep 0.05
              tries=$((tries + 1))
            done
            exit 1
            """;

    private final Process shell;

    private WatchdogShell(Process shell) {
        this.shell = shell;
    }

    /** Starts one that has nothing to watch yet; in a session of its own, for whoever kills the whole group of the JVM. */
    static WatchdogShell start() throws IOException {
        List<String> command = new ArrayList<>();
        ProgramPath.find("setsid", Map.of()).ifPresent(program -> command.add(program.toString()));
        String owner = Long.toString(ProcessHandle.current().pid());
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "guestfs-watchdog", owner));
        return new WatchdogShell(spawn(command));
    }

    static Process spawn(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        builder.directory(new java.io.File("/"));
        return builder.start();
    }

    /** What is in the pipe is read, also when this JVM has ended meanwhile. */
    void tell(String line) throws IOException {
        OutputStream pipe = shell.getOutputStream();
        pipe.write(line.getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }

    /** Ends it; it must have been told to forget everything. */
    void end() {
        end(shell);
    }

    static void end(Process shell) {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            // It is gone already, which is what was wanted.
            shell.destroyForcibly();
        }
        if (!ExternalCommand.awaitEnd(shell, GRACE)) {
            shell.destroyForcibly();
        }
    }
}
