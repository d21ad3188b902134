package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints a file out of a disk image, found by the path that it has in the running guest. */
public final class CatFile {

    private CatFile() {}

    /**
     * Runs the example.
     *
     * @param args the disk image, which is not changed, and the path in it
     */
    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: CatFile IMAGE PATH");
            System.exit(2);
        }
        try (GuestFS g = new GuestFS();
                ProgressDisplay progress = new ProgressDisplay(g)) {
            g.addDrive(args[0], o -> o.readonly(true));
            g.launch();
            mountAll(g, mountPoints(g));
            // A download has no limit of size; cat and readFile would hold the file in memory. System.out would keep
            // to itself that its disk is full.
            g.download(args[1], new FileOutputStream(FileDescriptor.out));
        } catch (GuestFSException e) {
            System.err.println("CatFile: " + e.getMessage());
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

    private static void mountAll(GuestFS g, Map<String, String> mountPoints) {
        // In the order of their names "/" comes before "/boot", and "/boot" before "/boot/efi".
        new TreeMap<>(mountPoints).forEach((directory, fs) -> {
            try {
                g.mountRo(fs, directory);
            } catch (GuestFSException e) {
                // A guest may name file systems that are on none of the disks given here.
                System.err.println("CatFile: skipping " + directory + ": " + e.getMessage());
            }
        });
    }
}
