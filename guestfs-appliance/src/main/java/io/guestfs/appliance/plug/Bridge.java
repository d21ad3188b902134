package io.guestfs.appliance.plug;

import io.guestfs.appliance.plug.PlugPlan.PassedBridge;
import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.LastWords;
import io.guestfs.appliance.process.ProcessExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A program that reads and writes a drive at a server, outside of qemu's cage, and serves it over one connection. When that ends, so
 * does the program. May be used from any thread.
 */
final class Bridge {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(10);

    private final PassedBridge plan;
    private final Names names;
    private final ChildProcess child;
    private final LastWords words;
    private volatile boolean ready;
    private volatile boolean dismissed;

    /**
     * The files that it makes.
     *
     * @param socket where it listens, from its start
     * @param mark is there when it has opened the image
     */
    record Names(Path socket, Path mark) {}

    Bridge(PassedBridge plan, Names names, ChildProcess child) {
        this.plan = plan;
        this.names = names;
        this.child = child;
        this.words = LastWords.of(child);
    }

    /**
     * Waits until it serves the drive, and connects to it.
     *
     * @param limit how long it may take
     * @param givenUp asked often; true to wait no longer
     * @return the only connection that it takes
     * @throws IOException with its own reason if it can't
     */
    OpenFile connect(Duration limit, BooleanSupplier givenUp) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!Files.exists(names.mark())) {
                Optional<ProcessExit> exit = child.exitWithin(GLANCE);
                if (exit.isPresent()) {
                    words.awaitEnd(LAST_WORDS);
                    throw new IOException(reason(exit.get()));
                }
                if (givenUp.getAsBoolean()) {
                    throw new IOException("given up while the server was awaited");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("no answer within " + limit.toSeconds() + " s");
                }
            }
            OpenFile connection = OpenFile.connect(names.socket());
            ready = true;
            return connection;
        } finally {
            // Nobody else shall find the door.
            Files.deleteIfExists(names.socket());
            Files.deleteIfExists(names.mark());
        }
    }

    /** Its own words, without what it repeats of its command line. */
    private String reason(ProcessExit exit) {
        String said = words.text()
                .replace("qemu-nbd: ", "")
                .replace("Failed to blk_new_open '" + plan.image() + "': ", "")
                .replace(plan.image(), plan.drive());
        return said.isEmpty() ? "qemu-nbd, which should reach it for qemu, " + exit.describe() : said;
    }

    /** Says whom to tell if it ends before it is asked to. */
    void whenLost(Consumer<String> listener) {
        child.whenEnded(exit -> {
            if (!dismissed) {
                String said = words.text();
                listener.accept("qemu-nbd (process " + child.pid() + "), which reached it for qemu, " + exit.describe()
                        + (said.isEmpty() ? "" : ": " + said));
            }
        });
    }

    /** Says that its end is wanted from now on. */
    void dismiss() {
        dismissed = true;
    }

    /**
     * Ends it. If it has been connected it ends by itself with the connection, unless the server keeps it.
     *
     * @param grace how long it may take by itself
     */
    void end(Duration grace) {
        dismiss();
        if (ready) {
            Optional<ProcessExit> unused = child.exitWithin(grace);
        }
        boolean unused = child.end(Duration.ZERO);
    }
}
