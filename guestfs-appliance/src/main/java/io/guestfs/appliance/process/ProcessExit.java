package io.guestfs.appliance.process;

import java.util.Locale;
import java.util.Map;

/**
 * How a process ended.
 *
 * @param status the exit status; 128 plus the number for a process that was killed by a signal
 */
public record ProcessExit(int status) {
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 9, "SIGKILL", 11, "SIGSEGV", 13,
            "SIGPIPE", 15, "SIGTERM", 31, "SIGSYS");

    /**
     * Tells whether it ended well.
     *
     * @return true for status 0
     */
    public boolean success() {
        return status == 0;
    }

    /**
     * The signal that killed it.
     *
     * @return the number, or 0 if it ended by itself
     */
    public int signal() {
        return status > SIGNAL_BASE && status <= SIGNAL_BASE + LAST_SIGNAL ? status - SIGNAL_BASE : 0;
    }

    /**
     * Says it in words.
     *
     * @return for instance {@code ended with status 1} or {@code was killed by signal 9 (SIGKILL)}
     */
    public String describe() {
        int signal = signal();
        if (signal == 0) {
            return String.format(Locale.ROOT, "ended with status %d", status);
        }
        String name = SIGNALS.getOrDefault(signal, "");
        return "was killed by signal " + signal + (name.isEmpty() ? "" : " (" + name + ")");
    }
}
