package io.guestfs.appliance.workdir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkDirectoriesTest {
    @TempDir
    Path base;

    private WorkDirectories directories() {
        return new WorkDirectories(BaseDirectories.of(base, base, base));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path cacheName() {
        return base.resolve(".guestfs-" + Owner.effectiveUserId());
    }

    @Test
    void nothingIsMadeUntilItIsAskedFor() throws Exception {
        try (WorkDirectories directories = directories();
                Stream<Path> before = Files.list(base)) {
            assertThat(before).isEmpty();
            assertThat(directories.temporary()).isDirectory().isEqualTo(directories.temporary());
            assertThat(directories.sockets()).isNotEqualTo(directories.temporary());
            assertThat(mode(directories.temporary())).isEqualTo("rwx------");
            assertThat(mode(directories.sockets())).isEqualTo("rwx------");
        }
    }

    @Test
    void namesOfTemporaryFilesAreNeverGivenTwice() throws Exception {
        try (WorkDirectories directories = directories()) {
            assertThat(directories.tempFile("overlay", "qcow2").getFileName()).hasToString("overlay1.qcow2");
            assertThat(directories.tempFile("scratch", "").getFileName()).hasToString("scratch2");
        }
    }

    @Test
    void closeRemovesTreesButFollowsNoLinks() throws Exception {
        Path precious = Files.createDirectory(base.resolve("precious"));
        Files.createFile(precious.resolve("file"));
        WorkDirectories directories = directories();
        Path deep = Files.createDirectories(directories.temporary().resolve("a/b/c"));
        Files.createFile(deep.resolve("file"));
        Files.createSymbolicLink(deep.resolve("link"), precious);
        Path sockets = directories.sockets();
        directories.close();
        directories.close();
        assertThat(sockets).doesNotExist();
        try (Stream<Path> left = Files.list(base)) {
            assertThat(left).containsExactly(precious);
        }
        assertThat(precious.resolve("file")).exists();
        assertThatThrownBy(directories::temporary).isInstanceOf(ApplianceException.class);
    }

    @Test
    void aDirectoryThatCantBeGivenAwayIsNotHandedOutLater() throws Exception {
        assumeTrue(Owner.effectiveUserId() == 0, "only root can give a directory away");
        try (WorkDirectories directories = directories()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> directories.socketsOf("nobody-of-this-name"))
                        .isInstanceOf(ApplianceException.class)
                        .hasMessageContaining("nobody-of-this-name");
            }
            assertThat(directories.socketsOf("nobody")).isDirectory();
            try (Stream<Path> made = Files.list(base)) {
                assertThat(made).hasSize(1);
            }
        }
    }

    @Test
    void aMissingBaseIsNamed() {
        Path missing = base.resolve("missing");
        try (WorkDirectories directories = new WorkDirectories(BaseDirectories.of(missing, missing, missing))) {
            assertThatThrownBy(directories::temporary).isInstanceOfSatisfying(ApplianceException.class, failure -> {
                assertThat(failure.phase()).isEqualTo(LaunchPhase.DIRECTORIES);
                assertThat(failure.fullText()).contains(missing.toString()).contains("TMPDIR");
            });
            assertThatThrownBy(directories::cache).hasMessageContaining("does not exist");
        }
    }

    @Test
    void theCacheIsSharedAndStays() throws Exception {
        try (WorkDirectories directories = directories()) {
            assertThat(directories.cache()).isEqualTo(cacheName());
            assertThat(mode(directories.cache())).isEqualTo("rwx------");
        }
        assertThat(cacheName()).isDirectory();
    }

    @Test
    void aPlantedLinkIsRefusedAndItsTargetUntouched() throws Exception {
        Path target = Files.createFile(
                base.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.createSymbolicLink(cacheName(), target);
        try (WorkDirectories directories = directories()) {
            assertThatThrownBy(directories::cache)
                    .isInstanceOf(ApplianceException.class)
                    .hasMessageContaining("not a directory");
        }
        assertThat(mode(target)).isEqualTo("rw-------");
    }

    @Test
    void aLinkToADirectoryIsRefusedToo() throws Exception {
        Path target = Files.createDirectory(
                base.resolve("elsewhere"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(cacheName(), target);
        try (WorkDirectories directories = directories()) {
            assertThatThrownBy(directories::cache).hasMessageContaining("not a directory");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-"})
    void aCacheOthersMayWriteToIsRefusedAndNotChanged(String mode) throws Exception {
        Files.createDirectory(cacheName());
        Files.setPosixFilePermissions(cacheName(), PosixFilePermissions.fromString(mode));
        try (WorkDirectories directories = directories()) {
            assertThatThrownBy(directories::cache).hasMessageContaining("may write to it");
        }
        assertThat(mode(cacheName())).isEqualTo(mode);
    }

    @Test
    void aCacheOthersMayReadIsAccepted() throws Exception {
        Files.createDirectory(cacheName());
        Files.setPosixFilePermissions(cacheName(), PosixFilePermissions.fromString("rwxr-xr-x"));
        try (WorkDirectories directories = directories()) {
            assertThat(directories.cache()).isEqualTo(cacheName());
        }
    }

    @Test
    void basesComeFromTheSettingThenTheEnvironmentThenTheDefault() {
        Map<String, String> environment = Map.of("TMPDIR", "/t", "XDG_RUNTIME_DIR", "/run/user/1000");
        assertThat(BaseDirectories.resolveTemporary("/set", environment)).isEqualTo("/set");
        assertThat(BaseDirectories.resolveTemporary(null, environment)).isEqualTo("/t");
        assertThat(BaseDirectories.resolveTemporary(null, Map.of())).isEqualTo("/tmp");
        assertThat(BaseDirectories.resolveCache(null, Map.of())).isEqualTo("/var/tmp");
        assertThat(BaseDirectories.resolveCache(null, environment)).isEqualTo("/t");
        assertThat(BaseDirectories.resolveSockets(environment, 1000)).isEqualTo("/run/user/1000");
        assertThat(BaseDirectories.resolveSockets(environment, 0)).isEqualTo("/tmp");
        assertThat(BaseDirectories.resolveSockets(Map.of(), 1000)).isEqualTo("/tmp");
    }

    @Test
    void whatHasTakenTheNameOfAPrivateDirectoryStays() throws Exception {
        Path precious = Files.createDirectories(base.resolve("precious/deep"));
        WorkDirectories directories = directories();
        Path temporary = directories.temporary();
        Path sockets = directories.sockets();
        Files.move(temporary, base.resolve("moved"));
        Files.createSymbolicLink(temporary, precious.getParent());
        Files.move(sockets, base.resolve("moved too"));
        Files.createDirectories(sockets.resolve("of somebody else"));
        directories.close();
        assertThat(precious).exists();
        assertThat(Files.isSymbolicLink(temporary)).isTrue();
        assertThat(sockets.resolve("of somebody else")).exists();
    }

    @Test
    void linksInAPrivateDirectoryGoAndTheirTargetsStay() throws Exception {
        Path precious = Files.createDirectories(base.resolve("precious/deep"));
        WorkDirectories directories = directories();
        Path temporary = directories.temporary();
        Files.createSymbolicLink(
                Files.createDirectory(temporary.resolve("inside")).resolve("link"), precious);
        directories.close();
        assertThat(temporary).doesNotExist();
        assertThat(precious).exists();
    }
}
