package io.guestfs;

/** Makes the first handle of a JVM while that ends. */
public final class LateHandleMain {

    private LateHandleMain() {}

    /** Does so in a hook, and writes what came of it. */
    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (GuestFS g = new GuestFS()) {
                g.addDriveScratch(1 << 20);
                System.out.println("drives " + g.debugDrives().size());
            }
        }));
    }
}
