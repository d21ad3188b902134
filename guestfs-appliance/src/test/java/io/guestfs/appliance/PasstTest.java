package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import io.guestfs.childjvm.ChildJvm;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Launches with a network through a passt that does what the test wants. The real one is in {@code NetworkIT} of guestfs-core. */
@Timeout(120)
class PasstTest {
    /** Makes the socket as passt does; the test may run where there is no other program for that. */
    private static final String LISTEN =
            "exec " + ChildJvm.inShell(PasstTest.class, "-Xshare:auto", "-XX:TieredStopAtLevel=1") + " \"$@\"\n";

    /**
     * Makes the socket and stays.
     *
     * @param words the arguments of passt
     */
    public static void main(String[] words) throws Exception {
        String socket = words[List.of(words).indexOf("--socket") + 1];
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @TempDir
    Path temporary;

    private final RecordingListener listener = new RecordingListener();
    private WorkDirectories directories;
    private Path appliance;
    private Path seen;

    @BeforeEach
    void prepare() throws IOException {
        directories = new WorkDirectories(BaseDirectories.of(temporary, temporary, Path.of("/tmp")));
        appliance = FakeQemu.appliance(temporary);
        seen = temporary.resolve("seen");
    }

    @AfterEach
    void cleanUp() {
        directories.close();
    }

    /** A passt that answers a request for help and then does what the lines say. */
    private Map<String, String> passt(String lines) throws IOException {
        Path bin = Files.createDirectories(temporary.resolve("bin"));
        Path program = Files.writeString(
                bin.resolve("passt"),
                "#!/bin/sh\n[ \"$1\" = --help ] && exit 1\necho $$ > '" + seen + ".new'; mv '" + seen + ".new' '" + seen
                        + "'\n" + lines + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", bin + ":" + System.getenv("PATH"));
        return environment;
    }

    private LaunchRequest request(Path hv, Map<String, String> environment) throws ApplianceException {
        return LaunchRequest.builder(directories, appliance.toString())
                .hv(hv.toString())
                .environment(environment)
                .network(true)
                .backendSettings(List.of("force_tcg"))
                .timeout(Duration.ofSeconds(60))
                .drives(List.of(Drive.file("/dev/null").build()))
                .build();
    }

    private ApplianceException failure(LaunchRequest request) {
        return catchThrowableOfType(
                ApplianceException.class, () -> new ApplianceLauncher(warning -> true).launch(request, listener));
    }

    private boolean passtRuns() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(seen).strip()))
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
        } catch (IOException e) {
            throw new AssertionError("passt was never started", e);
        }
    }

    @Test
    void passtEndsWithItsQemu() throws Exception {
        try (RunningAppliance running = new ApplianceLauncher(warning -> true)
                .launch(request(FakeQemu.program(temporary, "serve"), passt(LISTEN)), listener)) {
            assertThat(running.alive()).isTrue();
            assertThat(passtRuns()).isTrue();
        }
        await().until(() -> !passtRuns());
        directories.close();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("guestfs"));
        }
    }

    @Test
    void passtEndsWhenQemuNeverConnectsToIt() throws Exception {
        Path dying = FakeQemu.script(temporary, "exit 1");

        ApplianceException failure = failure(request(dying, passt(LISTEN)));

        assertThat(failure.phase()).isEqualTo(LaunchPhase.CONNECT);
        await().until(() -> !passtRuns());
    }

    @Test
    void whatPasstSaysLastIsInTheError() throws Exception {
        Path hv = FakeQemu.program(temporary, "serve");

        ApplianceException failure = failure(request(hv, passt("echo 'No interface with a route' >&2; exit 1")));

        assertThat(failure.phase()).isEqualTo(LaunchPhase.START);
        assertThat(failure.fullText())
                .contains("passt did not start")
                .contains("ended with status 1")
                .contains("No interface with a route")
                .contains("Turn the network");
    }

    @Test
    void waitingForPasstCanBeGivenUp() throws Exception {
        Path hv = FakeQemu.program(temporary, "serve");
        LaunchRequest request = request(hv, passt("exec sleep 1000"));
        CompletableFuture<Void> impatient = CompletableFuture.runAsync(() -> {
            await().until(() -> Files.exists(seen));
            listener.abort.set(true);
        });

        ApplianceException failure = failure(request);

        impatient.join();
        assertThat(failure.phase()).isEqualTo(LaunchPhase.ABORTED);
        await().until(() -> !passtRuns());
    }
}
