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
                print("No operating system was found in " + args[0] + ". Its file systems:");
                g.listFilesystems().forEach((fs, type) -> print("    %-24s %s".formatted(fs, type)));
            }
            roots.forEach(root -> describe(g, root));
        } catch (GuestFSException e) {
            System.err.println("InspectGuest: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void describe(GuestFS g, String root) {
        print("Root: " + root);
        print("  Product:      " + g.inspectGetProductName(root));
        print("  Type:         " + g.inspectGetType(root));
        print("  Distribution: " + g.inspectGetDistro(root));
        print("  Version:      " + g.inspectGetMajorVersion(root) + "." + g.inspectGetMinorVersion(root));
        print("  Architecture: " + g.inspectGetArch(root));
        print("  Host name:    " + g.inspectGetHostname(root));
        print("  File systems:");
        for (String fs : g.inspectGetFilesystems(root)) {
            // A file system may be a Btrfs subvolume; the size is that of the device it is on.
            long bytes = g.blockdevGetsize64(g.mountableDevice(fs));
            print("    %-24s %-8s %8d MiB".formatted(fs, g.vfsType(fs), bytes >> 20));
        }
        print("  Mount points:");
        g.inspectGetMountpoints(root).forEach((directory, fs) -> print("    %-24s %s".formatted(directory, fs)));
    }

    /** What a guest says of itself may hold commands for the terminal. */
    private static void print(String line) {
        System.out.println(line.replaceAll("\\p{Cc}", "·"));
    }
}
