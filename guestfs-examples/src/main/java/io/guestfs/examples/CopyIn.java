package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Copies a file or a directory tree of the host into a disk image. */
public final class CopyIn {

    private CopyIn() {}

    /**
     * Runs the example. Owners and times are not copied; everything belongs to root.
     *
     * @param args the disk image, what to copy, and the directory of the guest to put it into, which is made if missing
     * @throws IOException when the local tree can't be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: CopyIn IMAGE LOCAL REMOTEDIR");
            System.exit(2);
        }
        Path local = Path.of(args[1]).toAbsolutePath().normalize();
        if (!Files.exists(local, LinkOption.NOFOLLOW_LINKS)) {
            System.err.println("CopyIn: " + args[1] + " does not exist");
            System.exit(1);
        }
        try (GuestFS g = new GuestFS();
                ProgressDisplay progress = new ProgressDisplay(g);
                Stream<Path> tree = Files.walk(local)) {
            g.addDrive(args[0]);
            g.launch();
            // In the order of their names "/" comes before "/boot", and "/boot" before "/boot/efi".
            new TreeMap<>(mountPoints(g)).forEach((directory, fs) -> g.mount(fs, directory));
            String target = args[2] + "/" + local.getFileName();
            g.mkdirP(args[2]);
            for (Path file : (Iterable<Path>) tree::iterator) {
                copy(g, file, file.equals(local) ? target : target + "/" + local.relativize(file));
            }
            g.shutdown();
        } catch (GuestFSException e) {
            System.err.println("CopyIn: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void copy(GuestFS g, Path file, String remote) throws IOException {
        if (Files.isSymbolicLink(file)) {
            g.lnSf(Files.readSymbolicLink(file).toString(), remote);
            return;
        }
        if (Files.isDirectory(file)) {
            g.mkdirP(remote);
        } else if (Files.isRegularFile(file)) {
            g.upload(file, remote);
        } else {
            System.err.println("CopyIn: skipping " + file + ", which is neither file, directory nor link");
            return;
        }
        int mode = (Integer) Files.getAttribute(file, "unix:mode");
        g.chmod(mode & 07777, remote);
        System.out.println(remote);
    }

    /** Asks the first operating system for its mount points; a disk without one gives its first file system as "/". */
    private static Map<String, String> mountPoints(GuestFS g) {
        List<String> roots = g.inspectOs();
        if (!roots.isEmpty()) {
            return g.inspectGetMountpoints(roots.get(0));
        }
        for (Map.Entry<String, String> fs : g.listFilesystems().entrySet()) {
            if (!fs.getValue().equals("swap") && !fs.getValue().equals("unknown")) {
                return Map.of("/", fs.getKey());
            }
        }
        return Map.of();
    }
}
