package io.guestfs.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.palantir.javapoet.TypeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
    @TempDir
    Path folder;

    @Test
    void marksEveryClassAsGenerated() throws Exception {
        files("One").writeTo(folder);

        assertThat(folder.resolve("a/b/One.java"))
                .content()
                .startsWith("// Generated from the API description")
                .contains("@Generated\nclass One {");
    }

    @Test
    void touchesOnlyWhatChanged() throws Exception {
        assertThat(files("One", "Two").writeTo(folder)).isEqualTo(2);
        Path same = folder.resolve("a/b/One.java");
        FileTime old = FileTime.fromMillis(0);
        Files.setLastModifiedTime(same, old);
        Files.writeString(folder.resolve("a/b/Two.java"), "edited by hand");

        assertThat(files("One", "Two").writeTo(folder)).isEqualTo(1);
        assertThat(Files.getLastModifiedTime(same)).isEqualTo(old);
        assertThat(folder.resolve("a/b/Two.java")).content().contains("class Two");
    }

    @Test
    void deletesWhatIsNotWantedAnyMore() throws Exception {
        files("One", "Two").writeTo(folder);
        Files.createDirectories(folder.resolve("gone/deep"));
        Files.writeString(folder.resolve("gone/deep/Old.java"), "class Old {}");

        files("One").writeTo(folder);

        assertThat(folder.resolve("a/b/One.java")).exists();
        assertThat(folder.resolve("a/b/Two.java")).doesNotExist();
        assertThat(folder.resolve("gone")).doesNotExist();
    }

    @Test
    void refusesTwoFilesOfOneName() {
        SourceFiles files = files("One");

        assertThatThrownBy(() -> files.add("a.b", TypeSpec.classBuilder("One"))).hasMessageContaining("a/b/One.java");
    }

    private static SourceFiles files(String... names) {
        SourceFiles files = new SourceFiles();
        for (String name : names) {
            files.add("a.b", TypeSpec.classBuilder(name));
        }
        return files;
    }
}
