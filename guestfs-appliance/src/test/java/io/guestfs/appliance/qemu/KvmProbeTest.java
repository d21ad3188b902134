package io.guestfs.appliance.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmProbeTest {
    private static final String RAN = "exit 33";
    /** A qemu that ends has ended by then on any host. */
    private static final Duration PATIENT = Duration.ofMinutes(1);
    /** A qemu that hangs has begun by then. */
    private static final Duration ENOUGH = Duration.ofSeconds(4);

    @TempDir
    Path temporary;

    private Path device;
    private WorkDirectories directories;

    @BeforeEach
    void prepare() throws IOException {
        directories = new WorkDirectories(BaseDirectories.of(temporary, temporary, temporary));
        device = Files.createFile(temporary.resolve("kvm"));
    }

    @AfterEach
    void cleanUp() {
        directories.close();
    }

    private KvmProbe probe(KvmVerdictCache cache) {
        return probe(cache, PATIENT);
    }

    private KvmProbe probe(KvmVerdictCache cache, Duration limit) {
        return new KvmProbe(device, cache, directories, System.getenv(), limit);
    }

    /** A qemu that notes each run and then does what the line says. */
    private Path qemu(String line) throws IOException {
        Path file = temporary.resolve("qemu");
        Files.writeString(file, "#!/bin/sh\necho run >> '" + temporary + "/runs'\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private long runs() throws IOException {
        Path runs = temporary.resolve("runs");
        if (Files.notExists(runs)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(runs)) {
            return lines.count();
        }
    }

    @Test
    void aGuestThatRanMeansKvmWorks() throws Exception {
        assertThat(probe(new KvmVerdictCache())
                        .verdict(qemu(RAN), MachineProfile.X86_64)
                        .usable())
                .isTrue();
    }

    @Test
    void aQemuThatAbortsMeansBrokenAndItsLastWordsAreTheReason() throws Exception {
        KvmVerdict verdict = probe(new KvmVerdictCache())
                .verdict(qemu("echo 'Assertion failed' >&2; kill -ABRT $$"), MachineProfile.X86_64);
        assertThat(verdict.kind()).isEqualTo(KvmVerdict.Kind.BROKEN);
        assertThat(verdict.reason()).contains("SIGABRT").contains("Assertion failed");
        assertThat(verdict.surprising()).isTrue();
    }

    @Test
    void aGuestThatHangsIsGivenUp() throws Exception {
        KvmVerdict verdict =
                probe(new KvmVerdictCache(), ENOUGH).verdict(qemu("exec sleep 1000"), MachineProfile.X86_64);
        assertThat(verdict.kind()).isEqualTo(KvmVerdict.Kind.SLOW);
    }

    @Test
    void withoutTheDeviceNothingIsRunAndNobodyIsSurprised() throws Exception {
        Files.delete(device);
        KvmVerdict verdict = probe(new KvmVerdictCache()).verdict(qemu(RAN), MachineProfile.X86_64);
        assertThat(verdict.usable()).isFalse();
        assertThat(verdict.surprising()).isFalse();
        assertThat(verdict.reason()).contains(device.toString());
        assertThat(runs()).isZero();
    }

    @Test
    void otherArchitecturesTrustTheDevice() throws Exception {
        assertThat(probe(new KvmVerdictCache())
                        .verdict(qemu("exit 1"), MachineProfile.AARCH64)
                        .usable())
                .isTrue();
        assertThat(runs()).isZero();
    }

    @Test
    void aVerdictIsKeptForLaterProcessesUntilQemuChanges() throws Exception {
        Path cache = directories.cache();
        Path qemu = qemu(RAN);
        probe(new KvmVerdictCache().in(cache)).verdict(qemu, MachineProfile.X86_64);
        probe(new KvmVerdictCache().in(cache)).verdict(qemu, MachineProfile.X86_64);
        assertThat(runs()).isEqualTo(1);
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files)
                    .singleElement()
                    .satisfies(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        Files.setLastModifiedTime(qemu, FileTime.from(Instant.ofEpochSecond(1)));
        assertThat(probe(new KvmVerdictCache().in(cache))
                        .verdict(qemu, MachineProfile.X86_64)
                        .usable())
                .isTrue();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void aVerdictAboutATrialThatTookTooLongIsOnlyBelievedForAWhile() throws Exception {
        AtomicLong now = new AtomicLong(Instant.now().getEpochSecond());
        InstantSource clock = () -> Instant.ofEpochSecond(now.get());
        Path hanging = qemu("exec sleep 1000");
        KvmVerdictCache cache = new KvmVerdictCache(clock).in(temporary);
        assertThat(probe(cache, ENOUGH).verdict(hanging, MachineProfile.X86_64).kind())
                .isEqualTo(KvmVerdict.Kind.SLOW);
        now.addAndGet(14 * 60);
        assertThat(probe(cache, ENOUGH).verdict(hanging, MachineProfile.X86_64).kind())
                .isEqualTo(KvmVerdict.Kind.SLOW);
        assertThat(runs()).isOne();
        now.addAndGet(2 * 60);
        assertThat(cache.find(hanging)).isNull();
        assertThat(new KvmVerdictCache(clock).in(temporary).find(hanging)).isNull();
    }

    @Test
    void aDamagedVerdictIsNotBelieved() throws Exception {
        Path cache = directories.cache();
        Path qemu = qemu("exit 1");
        probe(new KvmVerdictCache().in(cache)).verdict(qemu, MachineProfile.X86_64);
        try (Stream<Path> files = Files.list(cache)) {
            for (Path file : files.toList()) {
                Files.writeString(file, Files.readString(file).replace("BROKEN", "WORX"));
            }
        }
        assertThat(probe(new KvmVerdictCache().in(cache))
                        .verdict(qemu, MachineProfile.X86_64)
                        .kind())
                .isEqualTo(KvmVerdict.Kind.BROKEN);
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void theTrialLeavesNoFileBehind() throws Exception {
        probe(new KvmVerdictCache()).verdict(qemu(RAN), MachineProfile.X86_64);
        try (Stream<Path> files = Files.list(directories.temporary())) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void theTrialUsesTheCpuModelOfTheLaunch() {
        assertThat(KvmProbe.command(Path.of("/q"), "max", Path.of("/t/a,b")))
                .containsExactly(
                        "/q",
                        "-no-user-config",
                        "-nodefaults",
                        "-display",
                        "none",
                        "-machine",
                        "accel=kvm",
                        "-cpu",
                        "max",
                        "-m",
                        "256",
                        "-no-reboot",
                        "-drive",
                        "file=/t/a,,b,format=raw,if=ide,snapshot=on",
                        "-device",
                        "isa-debug-exit,iobase=0xf4,iosize=0x04");
    }
}
