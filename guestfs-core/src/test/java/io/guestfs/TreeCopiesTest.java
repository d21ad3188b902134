package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.CancelledException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.LocalFileException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trees between the host and a daemon that fails, lies or goes away. */
@Timeout(120)
class TreeCopiesTest {

    private final FakeAppliance appliance = new FakeAppliance();
    private FakeDaemon daemon;
    private GuestFS g;

    @TempDir
    private Path directory;

    @BeforeEach
    void launch() {
        daemon = appliance.serve(FakeAppliance.script());
        g = appliance.launched();
        FakeAppliance.answer(daemon, "is_file", Answer.ok(new WireBytes().bool(false)));
        FakeAppliance.answer(daemon, "is_dir", Answer.ok(new WireBytes().bool(true)));
    }

    @AfterEach
    void close() {
        appliance.close();
    }

    private static byte[] archive(String name, int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "ISO-8859-1")) {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setSize(size);
            tar.putArchiveEntry(entry);
            byte[] content = new byte[size];
            new Random(5).nextBytes(content);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private void assertUsable() {
        FakeAppliance.answer(daemon, "ping_daemon", Answer.ok());
        g.pingDaemon();
        assertThat(daemon.failure()).isNull();
    }

    @Test
    void theArchiveArrivesAsTarWithNumbersForOwners() throws IOException {
        FakeAppliance.answer(daemon, "tar_in", new Answer().takeFile().thenOk());
        Path file = Files.writeString(directory.resolve("one"), "content");

        g.copyIn(file.toString(), "/");

        byte[] sent = daemon.lastCall().file();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(sent))) {
            TarArchiveEntry entry = Objects.requireNonNull(tar.getNextEntry());
            assertThat(entry.getName()).isEqualTo("one");
            assertThat(entry.getUserName()).isEmpty();
            assertThat(new String(tar.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("content");
        }
    }

    @Test
    void aGuestThatIsFullIsAnErrorEvenWhenAllWasSent() throws IOException {
        FakeAppliance.answer(daemon, "tar_in", new Answer().swallow().thenError("ENOSPC", "No space left on device"));
        Path file = Files.writeString(directory.resolve("one"), "content");

        assertThatThrownBy(() -> g.copyIn(file.toString(), "/"))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOSPC"))
                .hasMessageContaining("No space left on device");
        assertUsable();
    }

    @Test
    void aFileThatCanNotBeReadIsNamedAndTheUploadIsTakenBack() throws IOException {
        FakeAppliance.answer(daemon, "tar_in", new Answer().takeFile().thenOk());
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("fine"), Path.of("nowhere"));
        // A file that is gone when its turn comes.
        Path gone = Files.createDirectory(tree.resolve("gone"));
        daemon.rules()
                .on(
                        Description.procedure("is_dir"),
                        call -> new Answer()
                                .then((peer, seen) -> Files.delete(gone))
                                .and(Answer.ok(new WireBytes().bool(true))));
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));

        assertThatThrownBy(() -> g.copyIn(gone.toString(), "/"))
                .isInstanceOfSatisfying(
                        LocalFileException.class, e -> assertThat(e.file()).isEqualTo(gone.toString()))
                .hasMessageContaining("copy_in");
        assertThatThrownBy(() -> g.copyIn(directory.resolve("dangling").toString(), "/"))
                .isInstanceOf(LocalFileException.class);
        assertUsable();
    }

    @Test
    void aHostileGuestIsStoppedAndTheHandleWorksOn() throws IOException {
        byte[] hostile = archive("../escaped", 3_000_000);
        FakeAppliance.answer(daemon, "tar_out", new Answer().thenOk().sendFile(hostile));
        Path target = Files.createDirectory(directory.resolve("target"));

        assertThatThrownBy(() -> g.copyOut("/tree", target.toString()))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.call()).isEqualTo("copy_out"))
                .hasMessageContaining("../escaped");
        assertThat(target.resolve("escaped")).doesNotExist();
        assertUsable();
    }

    @Test
    void aGuestThatGivesUpIsTheReason() throws IOException {
        byte[] half = Arrays.copyOf(archive("file", 100_000), 50_000);
        Answer answer = new Answer().thenOk().chunk(Arrays.copyOf(half, Answer.CHUNK));
        FakeAppliance.answer(daemon, "tar_out", answer.cancelChunk());

        assertThatThrownBy(() -> g.copyOut("/tree", directory.toString())).isInstanceOf(CancelledException.class);
        assertUsable();
    }

    @Test
    void whatIsNoArchiveIsAnError() {
        byte[] nonsense = new byte[100_000];
        new Random(6).nextBytes(nonsense);
        FakeAppliance.answer(daemon, "tar_out", new Answer().thenOk().sendFile(nonsense));

        assertThatThrownBy(() -> g.copyOut("/tree", directory.toString()))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("copy_out");
        assertUsable();
    }

    @Test
    void theTopOfTheGuestGoesIntoTheTargetItself() throws IOException {
        byte[] tar = archive("./inside", 10_000);
        FakeAppliance.answer(daemon, "tar_out", new Answer().thenOk().sendFile(tar));

        g.copyOut("/", directory.toString());

        assertThat(directory.resolve("inside")).hasSize(10_000);
    }
}
