package io.guestfs.examples;

import io.guestfs.GuestFS;

/** Launches with whatever is on the module path, and prints the module of the library and what the guest sees. */
public final class ModulesMain {

    private static final long DISK_BYTES = 1L << 20;

    private ModulesMain() {}

    /**
     * Runs it.
     *
     * @param args nothing
     */
    public static void main(String[] args) {
        try (GuestFS g = new GuestFS()) {
            g.addDriveScratch(DISK_BYTES);
            g.launch();
            System.out.println(GuestFS.class.getModule() + " " + g.listDevices());
            g.shutdown();
        }
    }
}
