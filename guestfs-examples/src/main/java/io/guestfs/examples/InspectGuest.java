package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.util.List;

/** Tells what operating system is in a disk image, and how its file systems are laid out. */
public final class InspectGuest {

    private InspectGuest() {}

    /**
     * Runs the example.
     *
     * @param args the disk image, which is not changed
     */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: InspectGuest IMAGE");
            System.exit(2);
        }
        try (GuestFS g = new GuestFS();
                ProgressDisplay progress = new ProgressDisplay(g)) {
            g.addDrive(args[0], o -> o.readonly(true));
            g.launch();
            List<String> roots = g.inspectOs();
            if (roots.isEmpty()) {
                System.out.println("No operating system was found in " + args[0] + ". Its file systems:");
                g.listFilesystems().forEach((fs, type) -> System.out.printf("    %-24s %s%n", fs, type));
            }
            roots.forEach(root -> describe(g, root));
        } catch (GuestFSException e) {
            System.err.println("InspectGuest: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void describe(GuestFS g, String root) {
        System.out.println("Root: " + root);
        System.out.println("  Product:      " + g.inspectGetProductName(root));
        System.out.println("  Type:         " + g.inspectGetType(root));
        System.out.println("  Distribution: " + g.inspectGetDistro(root));
        System.out.println("  Version:      " + g.inspectGetMajorVersion(root) + "." + g.inspectGetMinorVersion(root));
        System.out.println("  Architecture: " + g.inspectGetArch(root));
        System.out.println("  Host name:    " + g.inspectGetHostname(root));
        System.out.println("  File systems:");
        for (String fs : g.inspectGetFilesystems(root)) {
            // A file system may be a Btrfs subvolume; the size is that of the device it is on.
            long bytes = g.blockdevGetsize64(g.mountableDevice(fs));
            System.out.printf("    %-24s %-8s %8d MiB%n", fs, g.vfsType(fs), bytes >> 20);
        }
        System.out.println("  Mount points:");
        g.inspectGetMountpoints(root).forEach((directory, fs) -> System.out.printf("    %-24s %s%n", directory, fs));
    }
}
