package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Handwritten code stays short: files, methods, lists of parameters and nesting have limits. Generated code is exempt. */
class SourceLimitsTest {

    private static final int LONGEST_FILE = 500;
    private static final List<String> MODULES = List.of(
            "guestfs-protocol", "guestfs-protocol/generator", "guestfs-appliance", "guestfs-core", "guestfs-examples");

    @Test
    void filesAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
                long count = lines.count();
                if (count > LONGEST_FILE) {
                    tooLong.add(file + " has " + count + " lines, more than " + LONGEST_FILE);
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void methodsAreShortAndFlatAndTakeFewParameters() throws IOException {
        assertThat(parsed()).isEmpty();
    }

    private static List<String> parsed() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources()));
            List<String> findings = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodLimits(unit, Trees.instance(task).getSourcePositions(), findings).scan(unit, 0);
            }
            return findings;
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            for (String folder : List.of("/src/main/java", "/src/test/java")) {
                all.addAll(sourcesIn(Description.sources(module + folder)));
            }
        }
        assertThat(all).as("source files").hasSizeGreaterThan(200);
        return all;
    }

    private static List<Path> sourcesIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
