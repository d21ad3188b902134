package io.guestfs.appliance.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.guestfs.appliance.drive.DriveServer;
import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.drive.NetworkNodes;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import io.guestfs.childjvm.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real nbdkit against a server that keeps its connections, and a script in its place that fails or hangs. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebReadersTest {
    private static final int SIZE = 16 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private WorkDirectories work;

    @BeforeEach
    void makeDirectories() {
        work = new WorkDirectories(BaseDirectories.of(directory, directory, directory));
    }

    @AfterEach
    void removeThem() {
        work.close();
    }

    private static Network source(int port, @Nullable String user, @Nullable String secret) {
        return source(NetworkProtocol.HTTP, port, user, secret);
    }

    private static Network source(NetworkProtocol protocol, int port, @Nullable String user, @Nullable String secret) {
        List<DriveServer> servers = List.of(new DriveServer.Tcp("127.0.0.1", port));
        return new Network(protocol, "/image", servers, user, secret);
    }

    /** Answers with zeros. */
    private static HttpServer serving(HttpServer server, ExecutorService threads) {
        server.createContext("/image", exchange -> {
            exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(SIZE));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            String[] range = exchange.getRequestHeaders().getFirst("Range").split("[=-]", -1);
            byte[] bytes = new byte[Integer.parseInt(range[2]) - Integer.parseInt(range[1]) + 1];
            exchange.sendResponseHeaders(206, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static List<Long> children(Path socket) {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .commandLine()
                        .filter(line -> line.contains(socket.toString()))
                        .isPresent())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static CommandResult manyReadsAtOnce(Path socket) throws IOException {
        String node = NetworkNodes.served(socket).below("raw").fileName();
        return ExternalCommand.of(
                        List.of("qemu-img", "bench", "-q", "-U", "-c", "4000", "-d", "60", "-s", "65536", "--", node))
                .timeLimit(PATIENCE)
                .run();
    }

    @Test
    void noReadIsLostWhenTheServerKeepsItsConnections() throws Exception {
        assumeTrue(WebReaders.usable(System.getenv()), "nbdkit is not installed: run guestfs-appliance/host-setup");
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server =
                serving(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16), threads);
        try (WebReaders readers = new WebReaders(System.getenv(), work)) {
            WebReader reader = readers.start(source(server.getAddress().getPort(), null, null), null, told::add)
                    .orElseThrow();
            for (int round = 0; round < 5; round++) {
                CommandResult result = manyReadsAtOnce(reader.socket());
                assertThat(result.success()).as(result.describe()).isTrue();
            }
            assertThat(reader.complaint()).isEmpty();
            long pid = children(reader.socket()).get(0);
            reader.end();
            assertThat(alive(pid)).isFalse();
            assertThat(reader.socket()).doesNotExist();
            assertThat(reader.complaint()).as("its end was wanted").isEmpty();
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void closingEndsAllAndNoMoreAreStarted() throws Exception {
        assumeTrue(WebReaders.usable(System.getenv()), "nbdkit is not installed: run guestfs-appliance/host-setup");
        WebReaders readers = new WebReaders(System.getenv(), work);
        WebReader first = readers.start(source(1, null, null), null, told::add).orElseThrow();
        WebReader second = readers.start(source(2, null, null), null, told::add).orElseThrow();
        readers.close();
        assertThat(List.of(first, second)).noneMatch(WebReader::alive);
        assertThat(readers.start(source(3, null, null), null, told::add)).isEmpty();
        assertThat(told).last().asString().contains("closed");
    }

    @Test
    void oneThatDiesSaysSo() throws Exception {
        assumeTrue(WebReaders.usable(System.getenv()), "nbdkit is not installed: run guestfs-appliance/host-setup");
        try (WebReaders readers = new WebReaders(System.getenv(), work)) {
            WebReader reader =
                    readers.start(source(1, null, null), null, told::add).orElseThrow();
            assertThat(reader.alive()).isTrue();
            long pid = children(reader.socket()).get(0);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(PATIENCE).until(() -> !reader.alive());
            assertThat(reader.complaint())
                    .contains("nbdkit (process " + pid + ")")
                    .contains("SIGKILL");
        }
    }

    /** Starts one and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
        Path here = Path.of(arguments[0]);
        WorkDirectories work = new WorkDirectories(BaseDirectories.of(here, here, here));
        try (WebReaders readers = new WebReaders(System.getenv(), work)) {
            WebReader reader =
                    readers.start(source(1, null, null), null, line -> {}).orElseThrow();
            Path pid = Files.writeString(
                    here.resolve("pid.new"), children(reader.socket()).get(0).toString());
            Files.move(pid, here.resolve("pid"));
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aJvmThatIsKilledLeavesNone() throws Exception {
        assumeTrue(WebReaders.usable(System.getenv()), "nbdkit is not installed: run guestfs-appliance/host-setup");
        ProcessBuilder builder = ChildJvm.of(WebReadersTest.class);
        builder.command().add(directory.toString());
        Process owner = builder.inheritIO().start();
        try {
            Path file = directory.resolve("pid");
            await().atMost(PATIENCE).until(() -> Files.exists(file));
            long pid = Long.parseLong(Files.readString(file));
            assertThat(alive(pid)).isTrue();
            owner.destroyForcibly();
            await().atMost(PATIENCE).until(() -> !alive(pid));
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    @Test
    void passwordsOfSeveralLinesAreLeftToQemu() {
        assertThat(WebReaders.read(source(1, "me", "one line"))).isTrue();
        assertThat(WebReaders.read(source(1, "me", null))).isTrue();
        assertThat(WebReaders.read(source(1, "me", "two\nlines"))).isFalse();
    }

    /** As for any program, what vouches for a server is for the host to say; here it is said to nbdkit. */
    @Test
    void serversAreTrustedAsTheHostTrustsThem() throws Exception {
        assumeTrue(WebReaders.usable(System.getenv()), "nbdkit is not installed: run guestfs-appliance/host-setup");
        SecureServer secure = new SecureServer(directory);
        // Started by root nbdkit becomes somebody else.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = serving(secure.open(), threads);
        Network source = source(NetworkProtocol.HTTPS, server.getAddress().getPort(), null, null);
        Map<String, String> trusting = instead("exec /usr/bin/nbdkit \"$@\" ${3:+cainfo=" + secure.certificate() + "}");
        try (WebReaders strangers = new WebReaders(System.getenv(), work);
                WebReaders friends = new WebReaders(trusting, work)) {
            WebReader friend = friends.start(source, null, told::add).orElseThrow();
            CommandResult result = manyReadsAtOnce(friend.socket());
            assertThat(result.success())
                    .as(result.describe() + friend.complaint())
                    .isTrue();
            WebReader stranger = strangers.start(source, null, told::add).orElseThrow();
            assertThat(manyReadsAtOnce(stranger.socket()).success()).isFalse();
            await().atMost(PATIENCE).until(() -> stranger.complaint().contains("certificate"));
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private Map<String, String> instead(String deed) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path program = bin.resolve("nbdkit");
        Files.writeString(program, "#!/bin/sh\n" + deed + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return Map.of("PATH", bin + ":/usr/bin:/bin");
    }

    private Optional<WebReader> played(String deed) throws Exception {
        try (WebReaders readers = new WebReaders(instead(deed), work)) {
            return readers.start(source(1, "me", null), directory.resolve("password"), told::add);
        }
    }

    @Test
    void withoutThePluginItIsNotUsed() throws Exception {
        assertThat(played("exit 1")).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void oneThatDoesNotStartIsNotUsedAndToldOf() throws Exception {
        String deed = "[ $1 = --dump-plugin ] && exit 0; echo 'nbdkit: error: no such option' >&2; exit 2";
        assertThat(played(deed)).isEmpty();
        assertThat(told).hasSize(2);
        assertThat(told.get(0))
                .contains("--readonly", "url=http://127.0.0.1:1/image", "user=me", "password=+" + directory);
        assertThat(told.get(1))
                .contains("nbdkit is not used")
                .contains("status 2")
                .endsWith(": no such option");
    }

    @Test
    void withoutTheProgramThereIsNone() throws Exception {
        try (WebReaders readers = new WebReaders(Map.of("PATH", directory.toString()), work)) {
            assertThat(readers.start(source(1, null, null), null, told::add)).isEmpty();
        }
    }
}
