package io.guestfs.it.compare;

import io.guestfs.Description;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/** Runs the scripts through the C library in a JVM of its own: the binding belongs into no other class path. */
final class OriginalMain {

    private OriginalMain() {}

    /**
     * Runs all scripts.
     *
     * @param args the directory to work in, and the file for the outcomes
     */
    public static void main(String[] args) throws IOException {
        List<Script> scripts = Script.all();
        try (Library library = new OriginalLibrary(Description.API);
                ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            out.writeObject(new LinkedHashMap<>(new Run(library, Description.API, Path.of(args[0])).all(scripts)));
        }
    }
}
