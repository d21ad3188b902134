package io.guestfs.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.source.doctree.DocTree;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.DescriptionException;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.MiniDescription;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateSourcesTest {
    @TempDir
    Path folder;

    @Test
    void wrongEntryStopsTheBuildWithTheNameOfTheCall() throws Exception {
        Path description = MiniDescription.copyTo(folder)
                .edit("calls/things.yaml", "group: extras", "group: nonsense")
                .folder();

        assertThatThrownBy(() -> GenerateSources.checked(description))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("calls/things.yaml:")
                .hasMessageContaining("call send_file: there is no group nonsense");
    }

    @Test
    void hostileTextStaysText() throws Exception {
        Map<String, String> texts = GenerateSources.generate(GenerateSources.checked(MiniDescription.original()))
                .texts();

        ParsedSources parsed = new ParsedSources(texts);

        assertThat(parsed.brokenComments()).isEmpty();
        List<ParsedSources.Method> hostile = parsed.methods().stream()
                .filter(method -> method.owner().endsWith("ThingsCalls.java"))
                .filter(method -> method.name().equals("hostile"))
                .toList();
        assertThat(hostile).hasSize(3);
        assertThat(hostile.get(0).blockTags())
                .containsExactly(DocTree.Kind.PARAM, DocTree.Kind.RETURN, DocTree.Kind.THROWS);
    }

    @Test
    void completeDescriptionGivesEveryCallItsMethodAndItsCodec() throws Exception {
        ApiDescription api = GenerateSources.bundledDescription();
        ParsedSources parsed = new ParsedSources(GenerateSources.generate(api).texts());

        Set<String> methods = parsed.methods().stream()
                .filter(method -> method.owner().endsWith("Calls.java"))
                .map(ParsedSources.Method::name)
                .collect(Collectors.toSet());
        Set<String> wanted = api.calls().stream()
                .filter(CallSpec::isPublicApi)
                .map(call -> JavaNames.camelCase(call.name()))
                .collect(Collectors.toSet());
        assertThat(methods).containsAll(wanted);
        assertThat(wanted).hasSizeGreaterThan(550);
        assertThat(parsed.brokenComments()).isEmpty();
    }

    @Test
    void unportedAndInternalCallsAreNoMethods() throws Exception {
        Map<String, String> texts = GenerateSources.generate(GenerateSources.checked(MiniDescription.original()))
                .texts();

        assertThat(texts.get("io/guestfs/calls/LocalCalls.java")).doesNotContain("unseen(");
        assertThat(texts.get("io/guestfs/calls/ThingsCalls.java")).doesNotContain("internalWalk");
        assertThat(texts.get("io/guestfs/internal/codec/ThingsCodec.java")).contains("INTERNAL_WALK");
    }

    @Test
    void mainFillsTheFolder() throws Exception {
        Path output = folder.resolve("not/there/yet");

        GenerateSources.main(new String[] {output.toString()});

        assertThat(output.resolve("io/guestfs/CallStubs.java")).exists();
        assertThat(Files.readString(output.resolve("io/guestfs/calls/PartitionsCalls.java")))
                .contains("void partAdd(String device, String prlogex, long startsect, long endsect);");
    }

    @Test
    void readsTheDescriptionFromJar() throws Exception {
        Path original = MiniDescription.original();
        Path jar = folder.resolve("description with space.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry("api/" + original.relativize(file)));
                Files.copy(file, out);
            }
        }
        URL entry = URI.create("jar:" + jar.toUri() + "!/api/procedures.yaml").toURL();

        assertThat(GenerateSources.descriptionBeside(entry)).isEqualTo(GenerateSources.checked(original));
    }

    @Test
    void mainNeedsOneArgument() {
        assertThatThrownBy(() -> GenerateSources.main(new String[0])).hasMessageContaining("the output folder");
    }
}
