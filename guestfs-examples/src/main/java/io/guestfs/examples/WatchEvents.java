package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.util.EnumSet;

/** Prints the events of a launch, of a few calls and of a shutdown. */
public final class WatchEvents {

    private final long begin = System.nanoTime();

    /** The console arrives in pieces as they come, often single characters. */
    private final StringBuilder consoleLine = new StringBuilder();

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
        WatchEvents watcher = new WatchEvents();
        try (GuestFS g = new GuestFS()) {
            g.setEventCallback(watcher::take, EnumSet.allOf(EventKind.class));
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

    private void take(Event event) {
        if (event instanceof Event.Message message && message.kind() == EventKind.APPLIANCE) {
            console(message.text());
        } else if (event instanceof Event.Message message) {
            print(event.kind(), message.text());
        } else if (event instanceof Event.Progress progress) {
            print(event.kind(), progress.position() + " of " + progress.total());
        } else {
            print(event.kind(), "");
        }
    }

    private void console(String text) {
        consoleLine.append(text);
        for (int end = consoleLine.indexOf("\n"); end >= 0; end = consoleLine.indexOf("\n")) {
            String line = consoleLine.substring(0, end);
            consoleLine.delete(0, end + 1);
            if (!line.isBlank()) {
                print(EventKind.APPLIANCE, line);
            }
        }
    }

    private void print(EventKind kind, String text) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        // What comes from a guest may hold commands for the terminal.
        String harmless = text.strip().replaceAll("\u001b\\[[0-9;]*m", "").replaceAll("\\p{Cc}", "·");
        System.out.printf("%8.3f s  %-15s %s%n", seconds, kind.wireName(), harmless);
    }
}
