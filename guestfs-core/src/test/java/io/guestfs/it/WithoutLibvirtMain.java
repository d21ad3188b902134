package io.guestfs.it;

import io.guestfs.GuestFS;
import io.guestfs.error.NotSupportedException;

/** Asks for a domain in a JVM that lacks something, and prints what the library says. */
final class WithoutLibvirtMain {

    private WithoutLibvirtMain() {}

    /** Asks twice: the second failure of a class looks different from the first. */
    public static void main(String[] args) {
        try (GuestFS g = new GuestFS()) {
            for (int i = 0; i < 2; i++) {
                try {
                    g.addDomain("guest", o -> o.libvirturi("test:///default"));
                } catch (NotSupportedException e) {
                    System.out.println(e.errnoName() + " " + e.getMessage());
                }
            }
            g.addDriveScratch(1 << 20);
            System.out.println("drives: " + g.debugDrives().size());
        }
    }
}
