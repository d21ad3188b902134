package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.LocalFileException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A path need not be one of the host: Java reads archives and servers under paths as well. */
class OtherFileSystemsTest {

    private static final String TEXT = "text of a file";

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.launched();
    private FileSystem zip = FileSystems.getDefault();

    @BeforeEach
    void makeArchive() throws IOException {
        zip = FileSystems.newFileSystem(appliance.directory().resolve("archive.zip"), Map.of("create", "true"));
    }

    @AfterEach
    void close() throws IOException {
        zip.close();
        appliance.close();
    }

    @Test
    void aFileInAnArchiveIsUploaded() throws IOException {
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        Path file = Files.writeString(zip.getPath("/file"), TEXT);
        g.upload(file, "/x");
        assertThat(daemon.lastCall().file()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileInAnArchiveIsMadeByADownload() {
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendFile(TEXT.getBytes(StandardCharsets.UTF_8)));
        g.download("/x", zip.getPath("/file"));
        assertThat(zip.getPath("/file")).hasContent(TEXT);
    }

    @Test
    void aFileThatIsNotInTheArchiveIsTold() {
        assertThatThrownBy(() -> g.upload(zip.getPath("/missing"), "/x"))
                .isInstanceOf(LocalFileException.class)
                .hasMessageContaining("/missing");
        g.pingDaemon();
    }
}
