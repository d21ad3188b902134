package io.guestfs.internal.doctor;

import io.guestfs.appliance.workdir.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The host as the checks see it.
 *
 * @param environment the environment variables
 * @param settings what a handle would launch with
 * @param root the root of its files; not that of the directories named by settings
 * @param userId who this process acts as
 * @param readable tells whether this process may read a file
 * @param free tells how many bytes there are for this process in the file system of a directory
 * @param property the properties of the JVM
 * @param nativeAccess whether the JVM lets native code load
 */
public record Host(
        Map<String, String> environment,
        LaunchSettings settings,
        Path root,
        int userId,
        Predicate<Path> readable,
        Space free,
        Function<String, @Nullable String> property,
        NativeAccess nativeAccess) {

    /** Room in a file system. */
    @FunctionalInterface
    public interface Space {
        /** Gives the number of bytes that an ordinary process may still write. */
        long in(Path directory) throws IOException;
    }

    /** The host that this JVM runs on. */
    public static Host real(Map<String, String> environment, LaunchSettings settings, NativeAccess nativeAccess) {
        return new Host(
                environment,
                settings,
                Path.of("/"),
                Owner.effectiveUserId(),
                Files::isReadable,
                directory -> Files.getFileStore(directory).getUsableSpace(),
                System::getProperty,
                nativeAccess);
    }

    /** A file of the host, from its absolute name. */
    Path file(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** A command that only root may give. */
    String asRoot(String command) {
        return userId == 0 ? command : "sudo " + command;
    }

    /** The name of a variable's value that is not empty, null if there is none. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
