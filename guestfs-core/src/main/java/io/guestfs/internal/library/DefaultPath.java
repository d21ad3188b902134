package io.guestfs.internal.library;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where distributions keep the files that the appliance is built from. The C library knows its own place since it was
 * compiled; one jar serves them all, so it looks in each.
 */
final class DefaultPath {

    private DefaultPath() {}

    static String get() {
        List<String> candidates = candidates();
        String there = candidates.stream()
                .filter(place -> Files.isDirectory(Path.of(place)))
                .collect(Collectors.joining(":"));
        return there.isEmpty() ? candidates.get(0) : there;
    }

    private static List<String> candidates() {
        String multiarch = "/usr/lib/" + cpu() + "-linux-gnu/guestfs";
        return Stream.of(multiarch, "/usr/lib64/guestfs", "/usr/lib/guestfs", "/usr/local/lib/guestfs")
                .toList();
    }

    /** The name of this machine's processor in the words of Linux. */
    private static String cpu() {
        String arch = System.getProperty("os.arch", "amd64").toLowerCase(Locale.ROOT);
        return arch.equals("amd64") ? "x86_64" : arch;
    }
}
