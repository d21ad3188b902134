package io.guestfs.disaster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.FakeAppliance;
import io.guestfs.GuestFS;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program that takes the place of qemu in the disaster tests, and what can be done to its process. */
final class FakeQemu {

    private static final Path PERL = Path.of("/usr/bin/perl");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern SOCKET = Pattern.compile("path=([^,\0]*)/guestfsd\\.sock");

    private FakeQemu() {}

    /** An appliance whose qemu carries bytes to a fake daemon in this JVM. */
    static FakeAppliance relaying(String... manners) {
        assumePerl();
        return new FakeAppliance(control -> program("relay=" + control + " " + String.join(" ", manners)));
    }

    /** An appliance whose qemu is on its own; the manners are described in {@code fake-qemu.pl}. */
    static FakeAppliance alone(String... manners) {
        assumePerl();
        return new FakeAppliance(control -> program(String.join(" ", manners)));
    }

    /** An appliance whose qemu does this when it is asked for its version. */
    static FakeAppliance probed(String shell) {
        return new FakeAppliance(control -> "#!/bin/sh\n" + shell + "\n");
    }

    private static void assumePerl() {
        assumeTrue(Files.isExecutable(PERL), "the fake qemu needs " + PERL + ": run guestfs-appliance/host-setup");
    }

    private static String program(String manners) {
        return """
                #!/bin/sh
                case "$1" in -version|--version) echo 'QEMU emulator version 7.2.0'; exit 0;; esac
                exec %s '%s' %s -- "$@"
                """.formatted(PERL, script(), manners);
    }

    private static Path script() {
        URL found = FakeQemu.class.getResource("fake-qemu.pl");
        if (found == null) {
            throw new IllegalStateException("fake-qemu.pl is not on the class path");
        }
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The process in the place of qemu of a handle that is launched. */
    static ProcessHandle of(GuestFS g) {
        return ProcessHandle.of(g.getPid()).orElseThrow();
    }

    /** The qemu whose words name this program, once there is one below this JVM. */
    static ProcessHandle awaitStart(FakeAppliance appliance) {
        String program = appliance.directory().toString();
        return await("start of the fake qemu")
                .atMost(PATIENCE)
                .until(() -> running(program), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<ProcessHandle> running(String words) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> commandLine(process.pid()).contains(words))
                .findFirst();
    }

    /** The words of a process, with zeros between them; empty if it is gone. */
    static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Tells whether a process runs; one that has ended and waits for its parent to take notice does not. */
    static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            return process.isAlive() && stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    /** The private directory of the socket that a qemu was told. */
    static Path socketDirectory(ProcessHandle qemu) {
        Matcher matcher = SOCKET.matcher(commandLine(qemu.pid()));
        if (!matcher.find()) {
            throw new IllegalStateException("process " + qemu.pid() + " was told no daemon socket");
        }
        return Path.of(matcher.group(1));
    }

    /** Sends a signal by its name without SIG. */
    static void signal(ProcessHandle process, String name) {
        try {
            int status = new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid())))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("SIG" + name + " could not be sent to " + process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until a process has ended; fails when it goes on. */
    static void awaitEnd(ProcessHandle process) {
        await("end of process " + process.pid()).atMost(PATIENCE).until(() -> !runs(process));
    }
}
