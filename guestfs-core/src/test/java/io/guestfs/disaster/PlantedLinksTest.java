package io.guestfs.disaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.GuestFSOptions;
import io.guestfs.error.GuestFSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody has put something of theirs where a handle wants to keep its files: the launch refuses it, and what the link
 * points to keeps its mode and its content.
 */
@Timeout(60)
class PlantedLinksTest {

    @TempDir
    Path directory;

    /** Launches with an appliance that would have to be built in the cache directory. */
    private Throwable launch() throws IOException {
        Path path = directory.resolve("path");
        Path recipe = Files.createDirectories(path.resolve("supermin.d"));
        Files.writeString(recipe.resolve("base.tar.gz"), "no archive");
        Files.writeString(recipe.resolve("packages"), "no-such-package-in-any-orchard\n");
        try (GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment())) {
            g.setPath(path.toString());
            g.setCachedir(directory.toString());
            g.setTmpdir(Files.createDirectories(directory.resolve("tmp")).toString());
            g.setBackendSettings(List.of("force_tcg"));
            g.addDriveScratch(1024 * 1024);
            return catchThrowable(g::launch);
        }
    }

    private Path cache() throws IOException {
        int user = (Integer) Files.getAttribute(directory, "unix:uid");
        return directory.resolve(".guestfs-" + user);
    }

    @Test
    void aLinkToAFileIsNotFollowed() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "secret");
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(cache(), victim);
        assertThat(launch()).isInstanceOf(GuestFSException.class).hasMessageContaining(".guestfs-");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
                .isEqualTo("rw-------");
        assertThat(victim).hasContent("secret");
    }

    @Test
    void aLinkToADirectoryIsNotFollowed() throws IOException {
        Path victim = Files.createDirectory(directory.resolve("victim"));
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rwxrwxr-x"));
        Files.createSymbolicLink(cache(), victim);
        assertThat(launch()).isInstanceOf(GuestFSException.class).hasMessageContaining(".guestfs-");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
                .isEqualTo("rwxrwxr-x");
        try (Stream<Path> content = Files.list(victim)) {
            assertThat(content).isEmpty();
        }
    }

    @Test
    void aLinkToNothingIsNotFollowed() throws IOException {
        Files.createSymbolicLink(cache(), directory.resolve("later"));
        assertThat(launch()).isInstanceOf(GuestFSException.class).hasMessageContaining(".guestfs-");
        assertThat(directory.resolve("later")).doesNotExist();
    }

    @Test
    void aDirectoryOfSomebodyElseIsNotUsed() throws IOException {
        Path planted = Files.createDirectory(cache());
        assumeTrue(givenAway(planted), "only root can make a directory of somebody else");
        assertThat(launch()).isInstanceOf(GuestFSException.class).hasMessageContaining(".guestfs-");
        try (Stream<Path> content = Files.list(planted)) {
            assertThat(content).isEmpty();
        }
    }

    private static boolean givenAway(Path file) {
        try {
            UserPrincipal nobody =
                    file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.setOwner(file, nobody);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
