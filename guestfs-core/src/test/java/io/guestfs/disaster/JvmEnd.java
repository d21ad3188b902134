package io.guestfs.disaster;

import org.jspecify.annotations.Nullable;

/** The ways in which a JVM, or only its interest in a handle, comes to an end. */
enum JvmEnd {
    /** The last thread that is no daemon returns. */
    RETURN_FROM_MAIN(null),
    /** With the hooks of the JVM. */
    SYSTEM_EXIT(null),
    /** Without them. */
    RUNTIME_HALT(null),
    /** The main thread dies. */
    UNCAUGHT_EXCEPTION(null),
    /** Asked to end. */
    SIGTERM("TERM"),
    /** Ctrl-C. */
    SIGINT("INT"),
    /** The terminal is gone. */
    SIGHUP("HUP"),
    /** Killed. */
    SIGKILL("KILL"),
    /** A crash of native code. */
    SIGABRT("ABRT"),
    /** The heap is full and the JVM was told to end then. */
    OUT_OF_MEMORY(null, "-XX:+ExitOnOutOfMemoryError"),
    /** The program goes on, but nobody can reach the handle any more. */
    DROPPED_HANDLE(null);

    private final @Nullable String signal;
    private final String option;

    JvmEnd(@Nullable String signal) {
        this(signal, "-Xshare:auto");
    }

    JvmEnd(@Nullable String signal, String option) {
        this.signal = signal;
        this.option = option;
    }

    /** The signal that the test sends, without SIG; null if the program ends by itself. */
    @Nullable
    String signal() {
        return signal;
    }

    /** What the JVM is started with. */
    String option() {
        return option;
    }
}
