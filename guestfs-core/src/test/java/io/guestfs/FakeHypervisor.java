package io.guestfs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for qemu: a real child process that connects to the daemon socket named on its command line and carries the
 * bytes to and from the fake daemon in the test's JVM.
 *
 * <p>With {@link #MONITOR} it connects its monitor as well and agrees to all commands.
 *
 * <p>With {@link #HALF_CLOSE} it goes on running when the daemon hangs up and only closes its direction of the socket. With
 * {@link #FLOOD} it writes 64 MiB without a line end on the console as soon as the file {@code flood} stands beside the
 * socket of the fake daemon, and makes {@code flooded} when somebody has taken all of it.
 */
public final class FakeHypervisor {

    /** What it writes on the console when it starts. */
    static final String FIRST_WORDS = "fake hypervisor: Linux version 0.0";

    static final String HALF_CLOSE = "-Dfake.halfclose=true";
    static final String MONITOR = "-Dfake.monitor=true";
    static final String FLOOD = "-Dfake.flood=true";

    private static final int FLOOD_MIB = 64;
    private static final long GLANCE_MILLIS = 20;
    private static final Pattern SOCKET = Pattern.compile("socket,.*?path=((?:[^,]|,,)*guestfsd\\.sock)");
    private static final Pattern MONITOR_SOCKET = Pattern.compile("socket,.*?path=((?:[^,]|,,)*qmp\\.sock)");
    private static final Pattern COMMAND_ID = Pattern.compile("\"id\":([0-9]+)}$");
    private static final Pattern UNPLUGGED = Pattern.compile("device_del.*\"id\":\"([^\"]+)\"");

    private FakeHypervisor() {}

    /**
     * Runs until one of the two connections ends.
     *
     * @param args the socket of the fake daemon, then qemu's own words
     */
    public static void main(String[] args) throws IOException {
        // Like qemu, it ends in good order when it is asked to.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
        PrintStream console = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        console.println(FIRST_WORDS);
        List<String> words = List.of(args);
        SocketChannel daemon = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(words.get(0))));
        if (Boolean.getBoolean("fake.monitor")) {
            SocketChannel monitor = SocketChannel.open(UnixDomainSocketAddress.of(named(MONITOR_SOCKET, words)));
            Thread agreeing = new Thread(() -> agree(monitor), "monitor");
            agreeing.setDaemon(true);
            agreeing.start();
        }
        SocketChannel library = SocketChannel.open(UnixDomainSocketAddress.of(named(SOCKET, words)));
        Thread back = new Thread(() -> carry(library, daemon), "to-daemon");
        back.setDaemon(true);
        back.start();
        if (Boolean.getBoolean("fake.flood")) {
            Path socket = Path.of(words.get(0));
            Thread flood = new Thread(() -> flood(socket), "flood");
            flood.setDaemon(true);
            flood.start();
        }
        carry(daemon, library);
    }

    private static void flood(Path socket) {
        try {
            while (!Files.exists(socket.resolveSibling("flood"))) {
                Thread.sleep(GLANCE_MILLIS);
            }
            byte[] mebibyte = new byte[1 << 20];
            Arrays.fill(mebibyte, (byte) 'x');
            for (int i = 0; i < FLOOD_MIB; i++) {
                System.out.write(mebibyte);
            }
            System.out.flush();
            Files.createFile(socket.resolveSibling("flooded"));
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static void agree(SocketChannel monitor) {
        try (BufferedReader commands = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(monitor), StandardCharsets.UTF_8));
                PrintStream answers =
                        new PrintStream(Channels.newOutputStream(monitor), true, StandardCharsets.UTF_8)) {
            answers.print("{\"QMP\": {}}\r\n");
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                Matcher id = COMMAND_ID.matcher(command);
                if (id.find()) {
                    answers.print("{\"return\": {}, \"id\": " + id.group(1) + "}\r\n");
                }
                Matcher unplugged = UNPLUGGED.matcher(command);
                if (unplugged.find()) {
                    String data = "{\"device\": \"" + unplugged.group(1) + "\"}";
                    answers.print("{\"event\": \"DEVICE_DELETED\", \"data\": " + data + "}\r\n");
                }
            }
        } catch (IOException e) {
            // The library is gone, which is how every run ends.
            return;
        }
    }

    private static Path named(Pattern socket, List<String> words) {
        for (String word : words) {
            Matcher matcher = socket.matcher(word);
            if (matcher.find()) {
                return Path.of(matcher.group(1).replace(",,", ","));
            }
        }
        throw new IllegalArgumentException("no such socket among the words " + words);
    }

    private static void carry(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        } catch (IOException e) {
            // One side is gone, which is how every run ends.
        }
        if (Boolean.getBoolean("fake.halfclose")) {
            shutOneDirection(to);
        } else {
            Runtime.getRuntime().halt(0);
        }
    }

    private static void shutOneDirection(SocketChannel to) {
        try {
            to.shutdownOutput();
            new CountDownLatch(1).await();
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }
}
