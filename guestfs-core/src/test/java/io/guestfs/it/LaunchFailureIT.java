package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a launch that can't succeed says, and that nothing stays behind. */
class LaunchFailureIT {

    private final OwnProcesses processes = new OwnProcesses();

    private static final Pattern SOCKET = Pattern.compile("path=([^,\\s]+)/guestfsd\\.sock");

    @TempDir
    Path directory;

    private final AtomicInteger quits = new AtomicInteger();
    private final StringBuilder console = new StringBuilder();
    private GuestFS g = RealHandle.open();

    @BeforeEach
    void open() throws IOException {
        RealHandle.assumeHostIsReady();
        g.setEventCallback(event -> quits.incrementAndGet(), EnumSet.of(EventKind.SUBPROCESS_QUIT));
        g.setTmpdir(Files.createDirectory(directory.resolve("tmp")).toString());
        g.setBackendSettings(List.of("force_tcg"));
        g.addDriveScratch(1024 * 1024);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        g.close();
        processes.awaitNone();
        try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    private LaunchFailedException launchFails() {
        LaunchFailedException e = catchThrowableOfType(LaunchFailedException.class, g::launch);
        assertThat(e).isNotNull();
        assertThat(g.isConfig()).isTrue();
        assertThat(e.getMessage()).startsWith("launch: ").contains(e.remedy());
        return e;
    }

    @Test
    void missingHypervisorIsNamed() {
        g.setHv("/nonexistent/qemu");

        LaunchFailedException e = launchFails();

        assertThat(e.phase()).isEqualTo("hypervisor");
        assertThat(e.getMessage()).contains("/nonexistent/qemu does not exist");
        assertThat(e.remedy()).contains("setHv");
    }

    @Test
    void fileThatCannotBeRunIsNoHypervisor() throws IOException {
        g.setHv(Files.writeString(directory.resolve("qemu"), "text").toString());

        LaunchFailedException e = launchFails();

        assertThat(e.phase()).isEqualTo("hypervisor");
        assertThat(e.remedy()).contains("chmod +x");
    }

    @Test
    void hypervisorThatEndsAtOnceHasTheLastWord() throws IOException {
        Path words = directory.resolve("words");
        g.setHv(script("""
                case "$1" in -version) echo "QEMU emulator version 7.2.0"; exit 0 ;; esac
                echo "$@" > %s
                echo "no trees in this orchard" >&2
                exit 3
                """.formatted(words)));

        LaunchFailedException e = launchFails();

        assertThat(e.phase()).isEqualTo("connect");
        assertThat(e.consoleTail()).contains("no trees in this orchard");
        assertThat(e.getMessage()).contains("status 3").contains("no trees in this orchard");
        assertThat(e.remedy()).isNotEmpty();
        assertThat(quits).hasValue(0);
        g.close();
        Matcher socket = SOCKET.matcher(Files.readString(words));
        assertThat(socket.find()).isTrue();
        assertThat(Path.of(socket.group(1))).doesNotExist();
    }

    @Test
    void emptySearchPathHasNoAppliance() throws IOException {
        g.setPath(Files.createDirectory(directory.resolve("empty")).toString());

        LaunchFailedException e = launchFails();

        assertThat(e.phase()).isEqualTo("appliance");
        assertThat(e.getMessage()).contains(directory.resolve("empty").toString());
        assertThat(e.remedy()).contains("LIBGUESTFS_PATH");
    }

    @Test
    void readyMadeApplianceWithoutFileSystemIsNamed() throws IOException {
        Path fixed = readyMade();
        g.diskCreate(fixed.resolve("root").toString(), "raw", 1024 * 1024);

        LaunchFailedException e = launchFails();

        assertThat(e.phase()).isEqualTo("appliance");
        assertThat(e.getMessage()).contains(fixed.resolve("root").toString());
        assertThat(e.remedy()).contains("appliance");
    }

    @Test
    void kernelThatIsNoneMakesQemuSpeak() throws Exception {
        Path fixed = readyMade();
        Process mke2fs = new ProcessBuilder(
                        "/sbin/mke2fs", "-q", fixed.resolve("root").toString(), "1024")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(mke2fs.waitFor()).isZero();

        LaunchFailedException e = launchFails();

        assertThat(e.phase()).isIn("connect", "boot");
        assertThat(e.consoleTail()).anyMatch(line -> line.contains("kernel"));
        assertThat(e.getMessage()).contains("status 1. Its last words:");
        assertThat(e.remedy()).isNotEmpty();
        assertThat(quits.get()).isLessThanOrEqualTo(1);
    }

    /** All of a ready-made appliance but its disk; kernel and initrd are nothing but zeros. */
    private Path readyMade() throws IOException {
        Path fixed = Files.createDirectory(directory.resolve("fixed"));
        for (String name : List.of("README.fixed", "kernel", "initrd")) {
            Files.write(fixed.resolve(name), new byte[4096]);
        }
        g.setPath(fixed.toString());
        return fixed;
    }

    @Test
    void failingSuperminIsQuoted() throws IOException {
        Path path = directory.resolve("path");
        Path recipe = Files.createDirectories(path.resolve("supermin.d"));
        Files.writeString(recipe.resolve("base.tar.gz"), "no archive");
        Files.writeString(recipe.resolve("packages"), "no-such-package-in-any-orchard\n");
        g.setPath(path.toString());
        g.setCachedir(Files.createDirectory(directory.resolve("cache")).toString());

        LaunchFailedException e = launchFails();

        assertThat(e.phase()).isEqualTo("appliance");
        assertThat(e.getMessage()).contains(recipe.toString()).contains("supermin");
        assertThat(e.consoleTail()).isNotEmpty();
        assertThat(e.remedy()).isNotEmpty();
    }

    @Test
    void qemuKilledAtBootIsNoticedAndTheHandleLaunchesAgain() {
        g.setVerbose(true);
        try (var registration = g.setEventCallback(this::killAtBoot, EnumSet.of(EventKind.APPLIANCE))) {
            assertThat(registration.id()).isPositive();
            LaunchFailedException e = launchFails();

            assertThat(e.phase()).isEqualTo("boot");
            assertThat(e.getMessage()).contains("SIGKILL");
            assertThat(e.consoleTail()).isNotEmpty();
            assertThat(e.remedy()).isNotEmpty();
            assertThat(quits).hasValue(1);
            processes.awaitNone();
        }
        g.setVerbose(false);
        g.addDriveScratch(1024 * 1024);
        g.launch();
        assertThat(g.listDevices()).containsExactly("/dev/sda");
        g.shutdown();
        assertThat(quits).hasValue(1);
    }

    /** The console comes cut anywhere, so the words are looked for in all that came. */
    private void killAtBoot(Event event) {
        if (event instanceof Event.Message message) {
            console.append(message.text());
            if (console.indexOf("Linux version") >= 0) {
                processes.qemu().ifPresent(OwnProcesses::kill);
            }
        }
    }

    private String script(String body) throws IOException {
        Path script = directory.resolve("qemu-script");
        Files.writeString(script, "#!/bin/sh\n" + body, UTF_8);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }
}
