package io.guestfs.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Servers for drives on loopback, each on a port of its own. They end when this is closed. */
final class LocalServers implements AutoCloseable {

    /** The only address that anything here listens on. */
    static final String HOST = "127.0.0.1";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOWEST_PORT = 10_000;
    private static final int FIRST_PORT_OF_THE_KERNEL = 32_768;
    /** Among the flags of a socket, as the kernel shows them. */
    private static final String ACCEPTING = " 00010000 ";

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final Path directory;
    private final List<AutoCloseable> running = new ArrayList<>();

    /** Keeps the directory in which servers have their sockets and logs. */
    LocalServers(Path directory) {
        this.directory = directory;
    }

    /**
     * A port that is free now. It is none of those that the kernel gives to whoever does not ask for a certain one, so that no
     * connection and no server of another test gets it before it is used.
     */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, FIRST_PORT_OF_THE_KERNEL);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Taken; another one is not.
            }
        }
    }

    /** Starts a program that runs until this is closed. */
    Process start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        directory.resolve("server" + running.size() + ".log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.add(() -> process.destroyForcibly().waitFor());
        return process;
    }

    static void awaitPort(int port) {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
    }

    /** Tells whether somebody accepts connections at a Unix socket: its file is there a moment before. */
    static boolean listens(Path socket) throws IOException {
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/unix"), ISO_8859_1)) {
            return sockets.anyMatch(line -> line.contains(ACCEPTING) && line.endsWith(" " + socket));
        }
    }

    /** Exports an image over NBD, byte by byte. */
    int nbd(Path image, String export) throws IOException {
        int port = freePort();
        start(
                Map.of(),
                List.of(
                        "qemu-nbd",
                        "-t",
                        "-e",
                        "20",
                        "-b",
                        HOST,
                        "-p",
                        "" + port,
                        "-x",
                        export,
                        "-f",
                        "raw",
                        "" + image));
        awaitPort(port);
        return port;
    }

    /** The same on a Unix socket, with an export that has no name. */
    Path nbdSocket(Path image) throws IOException {
        Path socket = directory.resolve("n" + running.size());
        start(Map.of(), List.of("qemu-nbd", "-t", "-e", "20", "-k", "" + socket, "-f", "raw", "" + image));
        Awaitility.await().atMost(PATIENCE).until(() -> listens(socket));
        return socket;
    }

    /** Offers images as LUN 1, 2, … of a target to somebody with a password. */
    int iscsi(String target, String user, String password, List<Path> images) throws Exception {
        int port = freePort();
        Path control = directory.resolve("tgt");
        Map<String, String> environment = Map.of("TGT_IPC_SOCKET", control.toString());
        start(environment, List.of("tgtd", "-f", "-C", "7", "--iscsi", "portal=" + HOST + ":" + port));
        awaitPort(port);
        // What its administrator talks to may come up later than what it serves.
        Awaitility.await().atMost(PATIENCE).until(() -> listens(Path.of(control + ".7")));
        admin(environment, "target", "new", "--tid", "1", "--targetname", target);
        for (int i = 0; i < images.size(); i++) {
            admin(environment, "logicalunit", "new", "--tid", "1", "--lun", "" + (i + 1), "-b", "" + images.get(i));
        }
        admin(environment, "account", "new", "--user", user, "--password", password);
        admin(environment, "account", "bind", "--tid", "1", "--user", user);
        admin(environment, "target", "bind", "--tid", "1", "-I", "ALL");
        return port;
    }

    private static void admin(Map<String, String> environment, String mode, String operation, String... words)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of("tgtadm", "-C", "7", "--lld", "iscsi", "--mode", mode, "--op", operation));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + said);
        }
    }

    /**
     * Serves the files of a directory to everybody, each answer over a connection of its own: docs/reliability.md tells what qemu's driver
     * does with connections that stay.
     */
    int openHttp(Path files) throws IOException {
        return http(files, null, true);
    }

    /** The same to somebody with a password. */
    int closingHttp(Path files, String user, String password) throws IOException {
        return http(files, login(user, password), true);
    }

    /** The same over connections that stay, as with most web servers; for drives that nbdkit reads. */
    int http(Path files, String user, String password) throws IOException {
        return http(files, login(user, password), false);
    }

    private static String login(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    private int http(Path files, @Nullable String login, boolean closing) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (closing) {
                    exchange.getResponseHeaders().set("Connection", "close");
                }
                if (login == null || login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    answer(
                            exchange,
                            files.resolve(exchange.getRequestURI().getPath().substring(1)));
                } else {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"disks\"");
                    exchange.sendResponseHeaders(401, -1);
                }
            }
        });
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "http-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        running.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Path file) throws IOException {
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        long size = Files.size(file);
        String wanted = exchange.getRequestHeaders().getFirst("Range");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(size));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        Matcher range = RANGE.matcher(wanted == null ? "bytes=0-" + (size - 1) : wanted);
        if (!range.matches()) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        long from = Long.parseLong(range.group(1));
        int length = (int) (Math.min(Long.parseLong(range.group(2)), size - 1) - from + 1);
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file)) {
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes, from + bytes.position());
            }
        }
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (from + length - 1) + "/" + size);
        exchange.sendResponseHeaders(206, length);
        exchange.getResponseBody().write(bytes.array());
    }

    /** Serves the files of a directory over FTP to somebody with a password. */
    int ftp(Path files, String user, String password) throws IOException {
        SmallFtpServer server = new SmallFtpServer(files, user, password);
        running.add(server);
        return server.port();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable server : running) {
            server.close();
        }
    }
}
