package io.guestfs.internal.doctor;

import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.Owner;
import io.guestfs.diagnosis.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A host that is all in order, in a directory of its own, until a test takes something away. */
final class PlayedHost {

    static final long GIB = 1L << 30;

    final Path root;
    final Map<String, String> environment = new HashMap<>();
    final Map<String, String> properties = new HashMap<>();
    final Set<Path> unreadable = new HashSet<>();
    String hv = "";
    String path;
    String problem = "";
    List<String> backendSettings = List.of();
    NativeAccess nativeAccess = new NativeAccess(NativeAccess.Verdict.GIVEN, "");
    long freeForCache = 100 * GIB;
    long freeForTemporary = 100 * GIB;

    PlayedHost(Path root) throws IOException {
        this.root = root;
        path = directory("/usr/lib/guestfs").toString();
        for (String place : List.of("/var/tmp", "/tmp", "/run/user", "/usr/bin", "/usr/sbin", "/sbin", "/dev")) {
            directory(place);
        }
        environment.put("PATH", root.resolve("usr/bin").toString());
        program("qemu-system-x86_64", "echo 'QEMU emulator version 7.2.0'");
        Files.createLink(root.resolve("usr/bin/qemu-kvm"), root.resolve("usr/bin/qemu-system-x86_64"));
        program("qemu-img", "echo 'qemu-img version 7.2.0'");
        program("supermin", "echo 'supermin 5.2.2'");
        program("mke2fs", "exit 0");
        program("fusermount3", "exit 0");
        program("ldconfig", "echo '\tlibfuse.so.2 (libc6) => /x'; echo '\tlibvirt.so.0 (libc6) => /x'");
        file("/etc/os-release", "ID=debian\n");
        for (String name : List.of("base.tar.gz", "packages", "daemon.tar.gz")) {
            file("/usr/lib/guestfs/supermin.d/" + name, "x");
        }
        file("/boot/vmlinuz-6.1.0-9-amd64", "x".repeat(20_000));
        file("/lib/modules/6.1.0-9-amd64/modules.dep", "");
        file("/proc/meminfo", "MemTotal: 9000000 kB\nMemAvailable:   8000000 kB\n");
        file("/dev/fuse", "");
        for (String name : List.of("sun.jnu.encoding", "java.vm.name", "java.vm.version", "java.home")) {
            properties.put(name, "UTF-8");
        }
        properties.put("user.name", "me");
    }

    Path directory(String name) throws IOException {
        return Files.createDirectories(root.resolve(name.substring(1)));
    }

    Path file(String name, String content) throws IOException {
        Path file = root.resolve(name.substring(1));
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    void program(String name, String script) throws IOException {
        Path file = file("/usr/bin/" + name, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void remove(String name) throws IOException {
        Files.delete(root.resolve(name.substring(1)));
    }

    Path cacheBase() {
        return root.resolve("var/tmp");
    }

    Path cache() {
        return cacheBase().resolve(".guestfs-" + Owner.effectiveUserId());
    }

    Host host() {
        LaunchSettings settings = new LaunchSettings(
                hv.isEmpty() ? null : hv,
                path,
                BaseDirectories.of(root.resolve("tmp"), cacheBase(), root.resolve("run/user")),
                backendSettings,
                1280,
                problem.isEmpty() ? null : problem);
        return new Host(
                environment,
                settings,
                root,
                Owner.effectiveUserId(),
                file -> Files.isReadable(file) && !unreadable.contains(file),
                directory -> directory.equals(cacheBase()) ? freeForCache : freeForTemporary,
                properties::get,
                nativeAccess);
    }

    List<Finding> examined(Check... checks) {
        return new Examination(List.of(checks), Duration.ofSeconds(60)).run(host());
    }

    /** The one finding of a check. */
    Finding finding(Check check) {
        List<Finding> findings = examined(check);
        if (findings.size() != 1) {
            throw new AssertionError("one finding was expected: " + findings);
        }
        return findings.get(0);
    }
}
