package io.guestfs.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.childjvm.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that their owner may not read, such as /etc/shadow of Fedora, are unpacked by users who are not root. */
class UnreadableFilesTest {

    private static final long THEN = 1_000_000_000_000L;

    @TempDir
    private Path directory;

    private Path copy;
    private Path archive;

    @BeforeEach
    void pack() throws IOException {
        copy = Files.createDirectory(directory.resolve("copy"));
        archive = directory.resolve("archive");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            entry(tar, "drop", TarConstants.LF_DIR, 0300);
            entry(tar, "drop/shadow", TarConstants.LF_NORMAL, 0);
            entry(tar, "log", TarConstants.LF_NORMAL, 0200);
        }
    }

    private static void entry(TarArchiveOutputStream tar, String name, byte type, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setMode(mode);
        entry.setModTime(THEN);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    @Test
    void areThereWithPermissionsAndTime() throws Exception {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            Path setpriv = Path.of("/usr/bin/setpriv");
            assumeTrue(Files.isExecutable(setpriv), "needs setpriv of util-linux");
            // Root without the right to read everything is as good as anybody else.
            command.addAll(List.of(setpriv.toString(), "--bounding-set", "-dac_override,-dac_read_search"));
        }
        command.addAll(ChildJvm.command(Unpacking.class));
        command.add(copy.toString());
        Path said = directory.resolve("said");

        Process child = new ProcessBuilder(command)
                .redirectInput(archive.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(child.waitFor())
                .as(Files.readString(said, StandardCharsets.UTF_8))
                .isZero();
        assertSettled(copy.resolve("drop"), "-wx------");
        assertSettled(copy.resolve("log"), "-w-------");
        Files.setPosixFilePermissions(copy.resolve("drop"), PosixFilePermissions.fromString("rwx------"));
        assertSettled(copy.resolve("drop/shadow"), "---------");
    }

    private static void assertSettled(Path path, String permissions) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo(permissions);
        assertThat(Files.getLastModifiedTime(path)).isEqualTo(FileTime.fromMillis(THEN));
    }

    /** Unpacks its standard input into the directory that its argument names. */
    static final class Unpacking {

        private Unpacking() {}

        public static void main(String[] args) throws IOException {
            new TreeExtractor(Path.of(args[0]), true, new LocalAccess(false, 0, false), false).extract(System.in);
        }
    }
}
