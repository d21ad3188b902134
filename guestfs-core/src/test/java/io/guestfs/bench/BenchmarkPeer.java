package io.guestfs.bench;

import io.guestfs.childjvm.ChildJvm;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the place of qemu and its daemon for both libraries: answers as fast as it can and keeps nothing. A directory
 * list has {@value #NAMES} entries, a download {@value #FILE_BYTES} bytes.
 */
public final class BenchmarkPeer {

    static final int FILE_BYTES = 64 * 1024 * 1024;
    static final int NAMES = 1000;

    private static final Pattern SOCKET = Pattern.compile("socket,.*?path=([^,]*guestfsd\\.sock)");
    private static final int LAUNCH_FLAG = 0xF5F55FF5;
    private static final int CANCEL_FLAG = 0xFFFFEEEE;
    private static final int UPLOAD = 66;
    private static final int DOWNLOAD = 67;
    private static final int LSTATNSLIST = 423;
    private static final int STATNS_BYTES = 22 * Long.BYTES;
    private static final int CHUNK = 8192;
    private static final int SERIAL_AT = 16;
    private static final int PROCEDURE_AT = 8;

    private final DataInputStream in;
    private final DataOutputStream out;
    private byte[] message = new byte[CHUNK * 2];

    private BenchmarkPeer(SocketChannel channel) {
        in = new DataInputStream(new java.io.BufferedInputStream(Channels.newInputStream(channel), 1 << 18));
        out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 18));
    }

    /**
     * Serves one connection.
     *
     * @param args the words of qemu
     */
    public static void main(String[] args) throws IOException {
        Matcher matcher = SOCKET.matcher(String.join("\n", args));
        if (!matcher.find()) {
            throw new IllegalArgumentException("no daemon socket among the words");
        }
        Path socket = Path.of(matcher.group(1));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            new BenchmarkPeer(channel).serve();
        }
    }

    private void serve() throws IOException {
        out.writeInt(LAUNCH_FLAG);
        out.flush();
        try {
            while (true) {
                int length = in.readInt();
                if (length != CANCEL_FLAG) {
                    read(length);
                    answer(word(PROCEDURE_AT), word(SERIAL_AT));
                    out.flush();
                }
            }
        } catch (EOFException e) {
            // The library has closed the connection: the benchmark is over.
            return;
        }
    }

    private void answer(int procedure, int serial) throws IOException {
        switch (procedure) {
            case UPLOAD -> {
                takeFile();
                reply(procedure, serial, 0);
            }
            case DOWNLOAD -> {
                reply(procedure, serial, 0);
                sendFile();
            }
            case LSTATNSLIST -> {
                reply(procedure, serial, Integer.BYTES + NAMES * STATNS_BYTES);
                out.writeInt(NAMES);
                out.write(new byte[NAMES * STATNS_BYTES]);
            }
            default -> reply(procedure, serial, 0);
        }
    }

    private void takeFile() throws IOException {
        int length;
        do {
            length = in.readInt();
            read(length);
        } while (length > 2 * Integer.BYTES);
    }

    private void sendFile() throws IOException {
        byte[] data = new byte[CHUNK];
        Arrays.fill(data, (byte) 'x');
        for (int sent = 0; sent < FILE_BYTES; sent += CHUNK) {
            out.writeInt(2 * Integer.BYTES + CHUNK);
            out.writeInt(0);
            out.writeInt(CHUNK);
            out.write(data);
        }
        out.writeInt(2 * Integer.BYTES);
        out.writeLong(0);
    }

    private void reply(int procedure, int serial, int bodyLength) throws IOException {
        out.writeInt(40 + bodyLength);
        out.writeInt(0x2000F5F5);
        out.writeInt(4);
        out.writeInt(procedure);
        out.writeInt(1);
        out.writeInt(serial);
        out.writeLong(0);
        out.writeLong(0);
        out.writeInt(0);
    }

    private void read(int length) throws IOException {
        if (message.length < length) {
            message = new byte[length];
        }
        in.readFully(message, 0, length);
    }

    private int word(int at) {
        return (message[at] & 0xff) << 24
                | (message[at + 1] & 0xff) << 16
                | (message[at + 2] & 0xff) << 8
                | (message[at + 3] & 0xff);
    }

    /** Gives the script that stands in for qemu: real qemu answers the questions about itself, this class serves. */
    static String script() throws IOException {
        String classes;
        try {
            classes = Path.of(BenchmarkPeer.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new IOException(e);
        }
        return """
                #!/bin/sh
                case "$*" in
                  *guestfsd.sock*) exec '%s' -Xmx128m -XX:+UseSerialGC -cp '%s' %s "$@" ;;
                  *) exec qemu-system-x86_64 "$@" ;;
                esac
                """.formatted(ChildJvm.java(), classes, BenchmarkPeer.class.getName());
    }

    /** The bytes of an ext superblock that both libraries look for, so that a file passes as an appliance. */
    static byte[] rootDisk() {
        byte[] disk = new byte[8192];
        disk[0x438] = 0x53;
        disk[0x439] = (byte) 0xEF;
        byte[] id = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(id, 0, disk, 0x468, id.length);
        return disk;
    }
}
