package io.guestfs.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;

/**
 * A real Debian in a disk image: {@code /boot} on a GPT partition, root and swap on logical volumes. Its files come from
 * debootstrap and the image is made through this library, once; both are kept in the user's cache directory, which
 * {@code mvn clean} leaves alone.
 */
final class RealGuest {

    private static final Path SCRIPT = Path.of("src", "test", "guest", "build-debian-guest");
    private static final int CANNOT_HERE = 77;

    /** Part of the file name: raised when the image is laid out in another way. */
    private static final int LAYOUT = 1;

    private static final long SIZE = 512L * 1024 * 1024;
    private static final int BOOT_END_SECTOR = 2048 + 64 * 2048 - 1;
    private static final int SWAP_MIB = 32;

    private final Path image;
    private final Properties facts;

    private RealGuest(Path image, Properties facts) {
        this.image = image;
        this.facts = facts;
    }

    /** The disk image, format raw. Tests add it read-only. */
    Path image() {
        return image;
    }

    /** Adds the image to a handle, read-only. */
    void addTo(GuestFS g) {
        g.addDrive(image.toString(), o -> o.readonly(true).format("raw"));
    }

    /** What the tree says about itself, such as {@code product} or {@code hostname}. */
    String fact(String name) {
        String value = facts.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("the guest has no fact " + name);
        }
        return value;
    }

    /** A fact that is a number. */
    int number(String name) {
        return Integer.parseInt(fact(name));
    }

    /** The guest, made now if it is not there. Skips the test, with the reason, where it can't be made. */
    static RealGuest assumeMade() {
        RealHandle.assumeHostIsReady();
        try {
            Path cache = cache();
            Path parts = cache.resolve("test-guest");
            runScript(parts);
            Properties facts = new Properties();
            try (InputStream in = Files.newInputStream(parts.resolve("facts.properties"))) {
                facts.load(in);
            }
            Path image = cache.resolve("test-guest-" + facts.getProperty("recipe") + "-" + LAYOUT + ".img");
            RealGuest guest = new RealGuest(image, facts);
            guest.makeOnce(parts);
            return guest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path cache() throws IOException {
        String given = System.getenv("XDG_CACHE_HOME");
        Path base =
                given == null || given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        Path cache = base.resolve("guestfs-java");
        Files.createDirectories(
                cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return cache;
    }

    private static void runScript(Path parts) throws IOException {
        Process process = new ProcessBuilder(SCRIPT.toAbsolutePath().toString(), parts.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = process.onExit().join().exitValue();
        assumeTrue(status != CANNOT_HERE, said);
        if (status != 0) {
            throw new IllegalStateException(SCRIPT + " ended with status " + status + ": " + said);
        }
    }

    /** Of two test runs at the same time one makes the image, and the other finds it. */
    private void makeOnce(Path parts) throws IOException {
        Path lock = image.resolveSibling("test-guest.image.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (held.isValid() && !Files.exists(image)) {
                Path unfinished = image.resolveSibling("test-guest.unfinished");
                Files.deleteIfExists(unfinished);
                make(unfinished, parts);
                Files.move(unfinished, image, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private void make(Path file, Path parts) {
        try (GuestFS g = RealHandle.open()) {
            g.diskCreate(file.toString(), "raw", SIZE);
            g.addDrive(file.toString(), o -> o.format("raw"));
            g.launch();
            partition(g);
            g.mount(fact("device.root"), "/");
            g.mkdir("/boot");
            g.mount("/dev/sda1", "/boot");
            g.tarIn(parts.resolve("root.tar"), "/");
            g.tarIn(parts.resolve("boot.tar"), "/boot");
            g.umountAll();
            g.shutdown();
        }
    }

    private void partition(GuestFS g) {
        g.partInit("/dev/sda", "gpt");
        g.partAdd("/dev/sda", "primary", 2048, BOOT_END_SECTOR);
        g.partAdd("/dev/sda", "primary", BOOT_END_SECTOR + 1, -2048);
        g.mkfs("ext4", "/dev/sda1");
        g.setUuid("/dev/sda1", fact("boot.uuid"));
        g.pvcreate("/dev/sda2");
        g.vgcreate(fact("volume.group"), List.of("/dev/sda2"));
        g.lvcreate(fact("volume.swap"), fact("volume.group"), SWAP_MIB);
        g.lvcreateFree(fact("volume.root"), fact("volume.group"), 100);
        g.mkswap(fact("device.swap"));
        g.mkfs("ext4", fact("device.root"));
    }
}
