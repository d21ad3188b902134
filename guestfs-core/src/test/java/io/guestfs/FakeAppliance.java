package io.guestfs;

import io.guestfs.childjvm.ChildJvm;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A launch without qemu: a small program of the test takes the place of qemu, and a fake daemon in this JVM answers
 * behind it. Everything else is real: the handle, the launch, the child process, the socket.
 */
public final class FakeAppliance implements AutoCloseable {

    private final Path directory;
    private final Path control;
    private final List<FakeDaemon> daemons = new ArrayList<>();
    private final List<GuestFS> handles = new ArrayList<>();

    FakeAppliance() {
        this("");
    }

    /** The program in the place of qemu gets more words for its JVM; {@link FakeHypervisor} says which mean something. */
    FakeAppliance(String jvmWords) {
        this(control -> script(jvmWords, control));
    }

    /**
     * Puts a program of the test in the place of qemu. Where threads launch at once, all of these are made before: a child that is
     * forked while such a program is open for writing keeps it open, and nothing that is open for writing can be run.
     *
     * @param program gives the text of the program for the socket where the fake daemon waits
     */
    public FakeAppliance(Function<Path, String> program) {
        try {
            directory = Files.createTempDirectory("fakeappliance");
            control = directory.resolve("daemon.sock");
            Path path = Files.createDirectory(directory.resolve("appliance"));
            String cpu = System.getProperty("os.arch", "").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
            Files.writeString(path.resolve("vmlinuz." + cpu), "no kernel");
            Files.writeString(path.resolve("initramfs." + cpu + ".img"), "no initrd");
            Files.write(disk(), new byte[1024 * 1024]);
            Files.writeString(hypervisor(), program.apply(control), StandardCharsets.UTF_8);
            Files.setPosixFilePermissions(hypervisor(), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String script(String jvmWords, Path control) {
        return """
                #!/bin/sh
                case "$*" in
                  *-version*) echo 'QEMU emulator version 7.2.0'; exit 0;;
                  *isa-debug-exit*) echo 'no KVM in a play' >&2; exit 1;;
                esac
                exec '%s' -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m %s \
                  -cp '%s' %s '%s' "$@"
                """.formatted(ChildJvm.java(), jvmWords, classes(), FakeHypervisor.class.getName(), control.toString());
    }

    private static Path classes() {
        try {
            return Path.of(FakeHypervisor.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The program that takes the place of qemu. */
    public Path hypervisor() {
        return directory.resolve("hv");
    }

    /** A directory for the files of a test. */
    public Path directory() {
        return directory;
    }

    /** The directory that holds what a launch takes for an appliance. */
    Path path() {
        return directory.resolve("appliance");
    }

    /** A file that serves as a drive. */
    public Path disk() {
        return directory.resolve("disk.img");
    }

    /** The script of a daemon that comes up and can write back. */
    public static FakeDaemon.Script script(String... alsoOk) {
        FakeDaemon.Script script =
                FakeDaemon.script().launchFlag().on(Description.procedure("internal_autosync"), call -> Answer.ok());
        for (String name : alsoOk) {
            script.on(Description.procedure(name), call -> Answer.ok());
        }
        return script;
    }

    /** Gives a daemon its answer to a call. */
    public static void answer(FakeDaemon daemon, String call, Answer answer) {
        daemon.rules().on(Description.procedure(call), seen -> answer);
    }

    /** Gives a daemon its answer to a call, which depends on the request. */
    public static void answer(FakeDaemon daemon, String call, Function<CallSeen, Answer> rule) {
        daemon.rules().on(Description.procedure(call), rule);
    }

    /** Waits for the next launch with a daemon that follows this script. */
    public FakeDaemon serve(FakeDaemon.Script script) {
        try {
            Files.deleteIfExists(control);
            FakeDaemon daemon = script.accept(control);
            // Each keeps all that it was sent.
            daemons.removeIf(FakeDaemon::closed);
            daemons.add(daemon);
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a handle that would launch this appliance. */
    public GuestFS handle() {
        return handle(GuestFSOptions.DEFAULT.withoutEnvironment());
    }

    GuestFS handle(GuestFSOptions options) {
        GuestFS g = newHandle(options);
        handles.add(g);
        return g;
    }

    /** The same, but whoever calls closes it. */
    public GuestFS newHandle() {
        return newHandle(GuestFSOptions.DEFAULT.withoutEnvironment());
    }

    private GuestFS newHandle(GuestFSOptions options) {
        GuestFS g = new GuestFS(options);
        g.setHv(hypervisor().toString());
        g.setPath(path().toString());
        g.setBackendSettings(List.of("force_tcg"));
        addDisk(g);
        return g;
    }

    /** Adds the drive that a launch must have. */
    public void addDisk(GuestFS g) {
        g.addDrive(disk().toString(), o -> o.format("raw"));
    }

    /** Makes a handle and launches it; the daemon is the last one that {@link #serve} made. */
    public GuestFS launched() {
        GuestFS g = handle();
        g.launch();
        return g;
    }

    @Override
    public void close() {
        handles.forEach(GuestFS::close);
        daemons.forEach(FakeDaemon::close);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
