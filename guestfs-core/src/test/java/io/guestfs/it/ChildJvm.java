package io.guestfs.it;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM like this one, with another heap and other standard streams. */
public final class ChildJvm {

    private ChildJvm() {}

    /** Prepares the run of a class; the process is not started. */
    public static ProcessBuilder of(Class<?> main, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.add("-cp");
        // Surefire hides the class path in the manifest of a jar, and tells the true one in a property.
        command.add(Stream.of("surefire.test.class.path", "java.class.path")
                .map(System::getProperty)
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(main.getName());
        return new ProcessBuilder(command);
    }
}
