package io.guestfs;

import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for qemu: a real child process that connects to the daemon socket named on its command line and carries the
 * bytes to and from the fake daemon in the test's JVM.
 */
public final class FakeHypervisor {

    /** What it writes on the console when it starts. */
    static final String FIRST_WORDS = "fake hypervisor: Linux version 0.0";

    private static final Pattern SOCKET = Pattern.compile("socket,.*?path=((?:[^,]|,,)*)");

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
        SocketChannel library = SocketChannel.open(UnixDomainSocketAddress.of(daemonSocket(words)));
        Thread back = new Thread(() -> carry(library, daemon), "to-daemon");
        back.setDaemon(true);
        back.start();
        carry(daemon, library);
    }

    private static Path daemonSocket(List<String> words) {
        for (String word : words) {
            Matcher matcher = SOCKET.matcher(word);
            if (matcher.find()) {
                return Path.of(matcher.group(1).replace(",,", ","));
            }
        }
        throw new IllegalArgumentException("no daemon socket among the words " + words);
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
        Runtime.getRuntime().halt(0);
    }
}
