package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The source files of one run. Each class gets the mark of generated code. Files whose text did not change are not touched,
 * so that an incremental build has nothing to do, and files of an earlier run that are not wanted any more are deleted.
 */
final class SourceFiles {
    private static final ClassName MARK = JavaTypes.spec("Generated");
    private static final String COMMENT = "Generated from the API description; changes made here are lost.";

    /** Text by path, relative to the output folder. */
    private final Map<String, String> files = new TreeMap<>();

    /** Adds one class. */
    void add(String packageName, TypeSpec.Builder builder) {
        TypeSpec type = builder.addAnnotation(MARK).build();
        String text = JavaFile.builder(packageName, type)
                .addFileComment(COMMENT)
                .skipJavaLangImports(true)
                .indent("    ")
                .build()
                .toString();
        put(packageName, type.name(), text.replaceAll("(?m)[ \\t]+$", ""));
    }

    /** Adds the description of a package, in which nothing is null unless it says so. */
    void addPackage(String packageName, String javadoc) {
        put(
                packageName,
                "package-info",
                "// " + COMMENT + "\n/** " + javadoc + " */\n@NullMarked\npackage " + packageName
                        + ";\n\nimport org.jspecify.annotations.NullMarked;\n");
    }

    /** Returns the texts by path. */
    Map<String, String> texts() {
        return Map.copyOf(files);
    }

    /**
     * Makes a folder hold exactly these files.
     *
     * @param folder the output folder, made when it is missing; nothing else may be kept in it
     * @return number of files that had to be written
     * @throws IOException if a file cannot be read, written or deleted
     */
    int writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        deleteStale(folder, files.keySet());
        int written = 0;
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.exists(path)
                    || !Files.readString(path, StandardCharsets.UTF_8).equals(file.getValue())) {
                Files.createDirectories(path.resolve("..").normalize());
                Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
                written++;
            }
        }
        return written;
    }

    private void put(String packageName, String simpleName, String text) {
        String path = packageName.replace('.', '/') + "/" + simpleName + ".java";
        if (files.put(path, text) != null) {
            throw new IllegalStateException("two generated files have the name " + path);
        }
    }

    private static void deleteStale(Path folder, Collection<String> wanted) throws IOException {
        List<Path> present;
        try (Stream<Path> paths = Files.walk(folder)) {
            present = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : present) {
            String name = folder.relativize(path).toString().replace('\\', '/');
            boolean stale = Files.isDirectory(path) ? isEmpty(path) : !wanted.contains(name);
            if (stale && !path.equals(folder)) {
                Files.delete(path);
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }
}
