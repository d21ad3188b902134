package io.guestfs.appliance.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command that a shell runs when this JVM goes away, however that happens, unless it is dismissed first. */
public final class LastCommand {
    /** Signals of the terminal reach the shell as well and must not end it. */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM PIPE
            while read -r word; do
              [ "$word" = done ] && exit 0
            done
            exec "$@"
            """;

    private final Process shell;

    private LastCommand(Process shell) {
        this.shell = shell;
    }

    /**
     * Starts the shell that waits.
     *
     * @param command what is run when the JVM goes away
     * @return the waiting command
     * @throws IOException if the shell cannot be started
     */
    public static LastCommand prepare(List<String> command) throws IOException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "guestfs-watchdog"));
        words.addAll(command);
        return new LastCommand(WatchdogShell.spawn(words));
    }

    /** Makes sure that it is never run. */
    public void dismiss() {
        OutputStream pipe = shell.getOutputStream();
        try {
            pipe.write("done\n".getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            // It is gone already, which is what was wanted.
            shell.destroyForcibly();
        }
        WatchdogShell.end(shell);
    }
}
