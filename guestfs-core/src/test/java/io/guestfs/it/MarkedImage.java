package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Raw images that the host makes: a file system with one file that says which image it is. */
final class MarkedImage {

    private static final List<Path> PLACES = List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"));

    private MarkedImage() {}

    /** Makes an image of 4 MiB with ext2 and the file {@code /marker}. */
    static Path make(Path image, String marker) throws Exception {
        Path tree = Files.createTempDirectory(image.getParent(), "tree");
        Files.writeString(tree.resolve("marker"), marker);
        run(List.of(tool("mke2fs"), "-q", "-F", "-t", "ext2", "-d", tree.toString(), image.toString(), "4M"));
        Files.delete(tree.resolve("marker"));
        Files.delete(tree);
        return image;
    }

    /** What a file of an image holds, read without a guest. */
    static String cat(Path image, String file) throws Exception {
        return run(List.of(tool("debugfs"), "-R", "cat " + file, image.toString()));
    }

    private static String tool(String name) {
        return PLACES.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toString();
    }

    /** Runs a program of the host, and fails if it does. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("program", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output + Files.readString(errors));
            }
            return output;
        } finally {
            Files.delete(errors);
        }
    }
}
