package io.guestfs.examples;

import io.guestfs.FixedAppliance;
import io.guestfs.error.GuestFSException;
import java.nio.file.Path;

/** Makes an appliance for hosts without supermin in a directory. */
public final class MakeFixedAppliance {

    private MakeFixedAppliance() {}

    /**
     * Runs the example.
     *
     * @param args the directory
     */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: MakeFixedAppliance DIRECTORY");
            System.exit(2);
        }
        Path directory = Path.of(args[0]).toAbsolutePath().normalize();
        try {
            FixedAppliance.make(directory);
        } catch (GuestFSException e) {
            System.err.println("MakeFixedAppliance: " + e.getMessage());
            System.exit(1);
        }
        System.out.println("Made an appliance. To launch it: export LIBGUESTFS_PATH=" + directory);
    }
}
