package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.util.EnumSet;

/** Prints the events of a launch, of a few calls and of a shutdown. */
public final class WatchEvents {

    private WatchEvents() {}

    /**
     * Runs the example.
     *
     * @param args the disk image, which is not changed
     */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: WatchEvents IMAGE");
            System.exit(2);
        }
        long begin = System.nanoTime();
        try (GuestFS g = new GuestFS()) {
            g.setEventCallback(event -> print(event, System.nanoTime() - begin), EnumSet.allOf(EventKind.class));
            // Without this there are no trace events; setVerbose(true) would add log lines and the kernel's messages.
            g.setTrace(true);
            g.addDrive(args[0], o -> o.readonly(true));
            g.launch();
            for (String device : g.listDevices()) {
                g.blockdevGetsize64(device);
            }
            g.shutdown();
        } catch (GuestFSException e) {
            System.err.println("WatchEvents: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void print(Event event, long nanos) {
        String text = "";
        if (event instanceof Event.Message message) {
            text = printable(message.text());
        } else if (event instanceof Event.Progress progress) {
            text = progress.position() + " of " + progress.total();
        }
        System.out.printf("%8.3f s  %-15s %s%n", nanos / 1e9, event.kind().wireName(), text);
    }

    /** What comes from a guest may hold anything, even commands for the terminal. */
    private static String printable(String text) {
        return text.strip().replaceAll("\\p{Cntrl}", "·");
    }
}
