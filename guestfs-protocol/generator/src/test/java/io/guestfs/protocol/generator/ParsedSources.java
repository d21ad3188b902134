package io.guestfs.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ErroneousTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTreeScanner;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the Java compiler makes of generated sources and their Javadoc, without looking at other classes. */
final class ParsedSources {
    /**
     * One method.
     *
     * @param owner path of its file
     * @param name its name
     * @param blockTags kinds of the block tags in its Javadoc
     * @param javadoc all of its Javadoc on one line; empty when there is none
     */
    record Method(String owner, String name, List<DocTree.Kind> blockTags, String javadoc) {}

    private final List<Method> methods = new ArrayList<>();
    private final List<String> brokenComments = new ArrayList<>();

    ParsedSources(Map<String, String> texts) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<Source> sources = texts.entrySet().stream()
                .map(text -> new Source(text.getKey(), text.getValue()))
                .toList();
        JavacTask task = (JavacTask) compiler.getTask(null, null, problems, List.of(), null, sources);
        DocTrees docs = DocTrees.instance(task);
        for (CompilationUnitTree unit : task.parse()) {
            new Methods(unit.getSourceFile().getName(), docs).scan(unit, null);
        }
        assertThat(problems.getDiagnostics()).isEmpty();
    }

    List<Method> methods() {
        return methods;
    }

    /** Returns the Javadoc pieces that the compiler could not make sense of. */
    List<String> brokenComments() {
        return brokenComments;
    }

    private final class Methods extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final String file;
        private final DocTrees docs;

        Methods(String file, DocTrees docs) {
            this.file = file;
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
            List<DocTree.Kind> tags = new ArrayList<>();
            if (comment != null) {
                comment.getBlockTags().forEach(tag -> tags.add(tag.getKind()));
                new Broken().scan(comment, null);
            }
            String text = docs.getDocComment(getCurrentPath());
            String javadoc = text == null ? "" : text.strip().replaceAll("\\s+", " ");
            methods.add(new Method(file, method.getName().toString(), tags, javadoc));
            return super.visitMethod(method, null);
        }
    }

    private final class Broken extends DocTreeScanner<@Nullable Void, @Nullable Void> {
        @Override
        public @Nullable Void visitErroneous(ErroneousTree tree, @Nullable Void nothing) {
            brokenComments.add(tree.getBody());
            return super.visitErroneous(tree, null);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
