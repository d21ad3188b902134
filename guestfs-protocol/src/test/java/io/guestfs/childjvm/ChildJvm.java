package io.guestfs.childjvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A JVM like this one, with the same class path and the same rights, that runs the main method of a class. */
public final class ChildJvm {

    /** From this JDK on, a JVM writes to the error stream when a library with native methods is loaded, unless it is told of that. */
    private static final int ASKS_FOR_NATIVE_ACCESS = 24;

    private ChildJvm() {}

    /** The program that runs this JVM. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * The words that run a class; arguments for it can be added.
     *
     * @param main has the main method
     * @param jvmOptions for the JVM, such as {@code -Xmx64m}
     */
    public static List<String> command(Class<?> main, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(java());
        if (Runtime.version().feature() >= ASKS_FOR_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(jvmOptions));
        // Surefire puts the true class path there, also where it starts its own JVM with a jar that only names it.
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /** Prepares the run of a class, see {@link #command}; the process is not started. */
    public static ProcessBuilder of(Class<?> main, String... jvmOptions) {
        return new ProcessBuilder(command(main, jvmOptions));
    }

    /** The words of {@link #command} as a shell takes them. */
    public static String inShell(Class<?> main, String... jvmOptions) {
        return command(main, jvmOptions).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
