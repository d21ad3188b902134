package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Copies a file or a directory tree of the host into a disk image. */
public final class CopyIn {

    private CopyIn() {}

    /**
     * Runs the example. Modes, times, links and the numbers of the owners are copied too.
     *
     * @param args the disk image, what to copy, and the directory of the guest to put it into, which is made if missing
     */
    public static void main(String[] args) {
        if (args.length != 3) {
            System.err.println("usage: CopyIn IMAGE LOCAL REMOTEDIR");
            System.exit(2);
        }
        Path local = Path.of(args[1]).toAbsolutePath().normalize();
        try (GuestFS g = new GuestFS();
                ProgressDisplay progress = new ProgressDisplay(g)) {
            g.addDrive(args[0]);
            g.launch();
            // In the order of their names "/" comes before "/boot", and "/boot" before "/boot/efi".
            new TreeMap<>(mountPoints(g)).forEach((directory, fs) -> g.mount(fs, directory));
            g.mkdirP(args[2]);
            g.copyIn(local.toString(), args[2]);
            System.out.println(Path.of(args[2]).resolve(local.getFileName()));
            g.shutdown();
        } catch (GuestFSException e) {
            System.err.println("CopyIn: " + e.getMessage());
            System.exit(1);
        }
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
