package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.StatNs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a disk image of 512 MiB with a GPT, an ext4 file system and a few files. */
public final class CreateDisk {

    private static final long SIZE_BYTES = 512L << 20;

    private CreateDisk() {}

    /**
     * Runs the example.
     *
     * @param args the file to make
     * @throws IOException when the temporary file can't be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: CreateDisk FILE");
            System.exit(2);
        }
        if (Files.exists(Path.of(args[0]))) {
            System.err.println("CreateDisk: " + args[0] + " exists already; delete it or name another file");
            System.exit(1);
        }
        try (GuestFS g = new GuestFS();
                ProgressDisplay progress = new ProgressDisplay(g)) {
            g.diskCreate(args[0], "raw", SIZE_BYTES, o -> o.preallocation("sparse"));
            g.addDrive(args[0], o -> o.format("raw"));
            g.launch();
            g.partDisk("/dev/sda", "gpt");
            g.mkfs("ext4", "/dev/sda1", o -> o.label("example"));
            g.mount("/dev/sda1", "/");
            fill(g);
            list(g);
            // Unlike close, shutdown throws when something could not be written.
            g.shutdown();
        } catch (GuestFSException e) {
            System.err.println("CreateDisk: " + e.getMessage());
            System.exit(1);
        }
        System.out.println("Made " + args[0]);
    }

    private static void fill(GuestFS g) throws IOException {
        g.mkdir("/notes");
        g.write("/notes/hello.txt", "Hello from Java\n".getBytes(StandardCharsets.UTF_8));
        byte[] text = "Uploaded from a stream\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        g.upload(new ByteArrayInputStream(text), "/notes/stream.txt");
        Path local = Files.createTempFile("example", ".txt");
        try {
            Files.writeString(local, "Uploaded from a file\n");
            g.upload(local, "/notes/file.txt");
        } finally {
            Files.delete(local);
        }
    }

    private static void list(GuestFS g) {
        for (String name : g.find("/")) {
            StatNs stat = g.lstatns("/" + name);
            System.out.printf("%s %8d  /%s%n", mode(stat.stMode()), stat.stSize(), name);
        }
    }

    private static String mode(long mode) {
        StringBuilder text = new StringBuilder((mode & 0170000) == 0040000 ? "d" : "-");
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return text.toString();
    }
}
