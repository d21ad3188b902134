package io.guestfs.appliance.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplianceSearchPathTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private WorkDirectories directories;

    @BeforeEach
    void prepare() {
        directories = new WorkDirectories(BaseDirectories.of(directory, directory, directory));
    }

    @AfterEach
    void cleanUp() {
        directories.close();
    }

    private ApplianceFiles find(String path) throws ApplianceException {
        SuperminAppliance supermin =
                new SuperminAppliance(directories, environment, LaunchListener.silent(), Duration.ofSeconds(20), false);
        return new ApplianceSearchPath(path, "x86_64").find(supermin, LaunchListener.silent());
    }

    private Path element(String name, String... files) throws IOException {
        Path element = Files.createDirectories(directory.resolve(name));
        for (String file : files) {
            Path path = element.resolve(file);
            Files.createDirectories(path.getParent());
            Files.createFile(path);
        }
        return element;
    }

    /** A supermin that does what the lines say; $out is the output directory. */
    private void supermin(String lines) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path program = bin.resolve("supermin");
        Files.writeString(
                program,
                "#!/bin/sh\nfor out; do :; done\necho \"$*\" > '" + directory + "/arguments'\n" + lines + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        environment.put("PATH", bin + ":/usr/bin:/bin");
    }

    private ApplianceException superminFailure(String lines) throws IOException {
        supermin(lines);
        Path element = element("recipe", "supermin.d/base.tar.gz", "supermin.d/packages");
        ApplianceException[] caught = new ApplianceException[1];
        assertThatThrownBy(() -> find(element.toString()))
                .isInstanceOfSatisfying(ApplianceException.class, failure -> caught[0] = failure);
        return caught[0];
    }

    @Test
    void thePathIsSplitTheWayItAlwaysWas() {
        assertThat(ApplianceSearchPath.split("")).containsExactly("");
        assertThat(ApplianceSearchPath.split("/a")).containsExactly("/a");
        assertThat(ApplianceSearchPath.split("/a:")).containsExactly("/a");
        assertThat(ApplianceSearchPath.split(":/a::/b")).containsExactly("", "/a", "", "/b");
    }

    @Test
    void aReadyMadeApplianceIsUsedInPlace() throws Exception {
        Path incomplete = element("incomplete", "kernel", "initrd", "root");
        Path fixed = element("fixed", "README.fixed", "kernel", "initrd", "root");
        assertThat(find(incomplete + ":" + fixed))
                .isEqualTo(new ApplianceFiles(fixed.resolve("kernel"), fixed.resolve("initrd"), fixed.resolve("root")));
    }

    @Test
    void anOldStyleApplianceHasNoRoot() throws Exception {
        Path old = element("old", "vmlinuz.x86_64", "initramfs.x86_64.img");
        assertThat(find(old.toString()).root()).isNull();
    }

    @Test
    void theFirstElementThatHasAnyKindDecides() throws Exception {
        Path old = element("old", "vmlinuz.x86_64", "initramfs.x86_64.img");
        Path fixed = element("fixed", "README.fixed", "kernel", "initrd", "root");
        assertThat(find(old + ":" + fixed).kernel()).isEqualTo(old.resolve("vmlinuz.x86_64"));
    }

    @Test
    void nothingFoundNamesThePathAndTheRemedy() {
        assertThatThrownBy(() -> find("/nowhere")).isInstanceOfSatisfying(ApplianceException.class, failure -> {
            assertThat(failure.phase()).isEqualTo(LaunchPhase.APPLIANCE);
            assertThat(failure.fullText())
                    .contains("/nowhere")
                    .contains("LIBGUESTFS_PATH")
                    .contains("package");
        });
    }

    @Test
    void theOldNamesOfSuperminsVariablesAreUnderstood() throws Exception {
        supermin("mkdir -p \"$out\"; touch \"$out/kernel\" \"$out/initrd\" \"$out/root\"\n"
                + "echo \"$SUPERMIN_KERNEL $SUPERMIN_MODULES\" > '" + directory + "/variables'");
        environment.put("FEBOOTSTRAP_KERNEL", "/boot/old");
        environment.put("FEBOOTSTRAP_MODULES", "/lib/modules/old");
        environment.put("SUPERMIN_MODULES", "/lib/modules/new");

        find(element("recipe", "supermin.d/base.tar.gz", "supermin.d/packages").toString());

        assertThat(Files.readString(directory.resolve("variables")).strip()).isEqualTo("/boot/old /lib/modules/new");
    }

    @Test
    void superminBuildsIntoTheCacheUnderItsLock() throws Exception {
        supermin("umask; mkdir -p \"$out\"; touch \"$out/kernel\" \"$out/initrd\" \"$out/root\"");
        Path element = element("recipe", "supermin.d/base.tar.gz", "supermin.d/packages");
        Path cache = directories.cache();
        Path output = cache.resolve("appliance.d");
        assertThat(find(element.toString()))
                .isEqualTo(
                        new ApplianceFiles(output.resolve("kernel"), output.resolve("initrd"), output.resolve("root")));
        assertThat(Files.readString(directory.resolve("arguments")).strip())
                .isEqualTo("--build --if-newer --lock " + cache.resolve("lock")
                        + " --copy-kernel -f ext2 --host-cpu x86_64 " + element.resolve("supermin.d") + " -o "
                        + output);
    }

    @Test
    void wordsOfSuperminAreInTheError() throws Exception {
        ApplianceException failure = superminFailure("echo 'supermin: something odd' >&2; exit 1");
        assertThat(failure).hasMessageContaining("supermin ended with status 1");
        assertThat(failure.consoleTail()).containsExactly("supermin: something odd");
    }

    @Test
    void noSpaceHasItsOwnRemedy() throws Exception {
        ApplianceException failure = superminFailure("echo 'write: No space left on device' >&2; exit 1");
        assertThat(failure.errnoName()).isEqualTo("ENOSPC");
        assertThat(failure.remedy()).contains("space");
    }

    @Test
    void anUnreadableKernelIsNamedWithTheCommandThatHelps() throws Exception {
        String said = "cp: cannot open '/boot/vmlinuz-5.4.0-9-generic' for reading: Permission denied";
        ApplianceException failure = superminFailure("echo \"" + said + "\" >&2; exit 1");
        assertThat(failure.remedy())
                .contains("sudo chmod 0644 /boot/vmlinuz-5.4.0-9-generic")
                .contains("dpkg-statoverride");
    }

    @Test
    void aMissingSuperminNamesThePackage() throws Exception {
        environment.put("PATH", "/nowhere");
        Path element = element("recipe", "supermin.d/base.tar.gz", "supermin.d/packages");
        assertThatThrownBy(() -> find(element.toString()))
                .isInstanceOfSatisfying(
                        ApplianceException.class,
                        failure -> assertThat(failure.fullText())
                                .contains("supermin")
                                .contains("Install the package"));
    }
}
