package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows the files of a disk image, read-only, in a directory of the host until that is unmounted. */
public final class MountLocal {

    private MountLocal() {}

    /**
     * Runs the example. It ends with {@code fusermount -u DIRECTORY}, or with Ctrl-C.
     *
     * @param args the disk image, and an empty directory
     */
    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: MountLocal IMAGE DIRECTORY");
            System.exit(2);
        }
        try (GuestFS g = new GuestFS()) {
            g.addDrive(args[0], o -> o.readonly(true));
            g.launch();
            mountAll(g, mountPoints(g));
            g.mountLocal(args[1], o -> o.readonly(true));
            System.out.println("The files are in " + args[1] + "; to end: fusermount -u " + args[1]);
            g.mountLocalRun();
            System.out.println("Unmounted");
            g.shutdown();
        } catch (GuestFSException e) {
            System.err.println("MountLocal: " + e.getMessage());
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
                System.err.println("MountLocal: skipping " + directory + ": " + e.getMessage());
            }
        });
    }
}
