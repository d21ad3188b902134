package io.guestfs.appliance;

import io.guestfs.childjvm.ChildJvm;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A program that is started in the place of qemu, as a real child, and connects to the daemon socket the way qemu does. */
final class FakeQemu {
    private static final int FLOOD_BYTES = 64 << 20;

    private FakeQemu() {}

    /**
     * What the child does once it is started: {@code serve} echoes, {@code flood} first writes much console output, {@code silent}
     * connects and says nothing, {@code usurp} puts a directory in the place of the socket and then serves.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        if (words.get(0).equals("flood")) {
            System.out.write(new byte[FLOOD_BYTES]);
            System.out.flush();
        }
        String chardev = words.stream()
                .filter(word -> word.startsWith("socket,path=") && word.contains("guestfsd.sock"))
                .findFirst()
                .orElseThrow();
        String path = chardev.substring("socket,path=".length(), chardev.indexOf(",id="))
                .replace(",,", ",");
        if (words.get(0).equals("usurp")) {
            path = moved(path);
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            System.out.println("fake qemu has connected");
            System.out.flush();
            if (words.get(0).equals("silent")) {
                Thread.sleep(Long.MAX_VALUE);
            }
            echo(channel);
        }
    }

    /** Takes the name of the socket for something that can't be removed like a socket. */
    private static String moved(String path) throws IOException {
        Path other = Path.of(path + ".moved");
        Files.move(Path.of(path), other);
        Files.createFile(Files.createDirectory(Path.of(path)).resolve("file"));
        return other.toString();
    }

    private static void echo(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        }
    }

    /** An executable that tells a version and then becomes this program. */
    static Path program(Path directory, String mode) throws IOException {
        String run = ChildJvm.inShell(FakeQemu.class, "-Xshare:auto", "-XX:TieredStopAtLevel=1");
        return script(directory, "exec " + run + " " + mode + " \"$@\"");
    }

    /** An executable that tells a version and then does what the lines say. */
    static Path script(Path directory, String lines) throws IOException {
        Path file = Files.createTempFile(directory, "qemu", ".sh");
        Files.writeString(
                file,
                "#!/bin/sh\n[ \"$1\" = -version ] && { echo 'QEMU emulator version 7.2.0'; exit 0; }\n" + lines + "\n",
                StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    /** A directory that passes for a ready-made appliance. */
    static Path appliance(Path directory) throws IOException {
        Path fixed = Files.createDirectory(directory.resolve("appliance"));
        Files.createFile(fixed.resolve("README.fixed"));
        Files.createFile(fixed.resolve("kernel"));
        Files.createFile(fixed.resolve("initrd"));
        ByteBuffer root = ByteBuffer.allocate(4096);
        root.put(0x438, (byte) 0x53).put(0x439, (byte) 0xef).putLong(0x468, 0x0123456789abcdefL);
        Files.write(fixed.resolve("root"), root.array());
        return fixed;
    }
}
