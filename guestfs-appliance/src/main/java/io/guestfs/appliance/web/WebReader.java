package io.guestfs.appliance.web;

import io.guestfs.appliance.drive.DriveReader;
import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.LastWords;
import io.guestfs.appliance.process.ProcessExit;
import io.guestfs.appliance.process.SocketTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One nbdkit, which serves one drive at a Unix socket until it is ended. */
public final class WebReader implements DriveReader {
    private static final Duration STARTING = Duration.ofSeconds(20);
    private static final Duration GLANCE = Duration.ofMillis(5);
    /** Its end, or what it has written, is on its way to us. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(200);
    /** The same for the last words of one that has ended, which come for certain, on a busy host later. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final Duration ENDING = Duration.ofSeconds(1);

    private final Path socket;
    private final ChildProcess child;
    private final LastWords words;
    private volatile boolean dismissed;

    WebReader(Path socket, ChildProcess child) {
        this.socket = socket;
        this.child = child;
        this.words = LastWords.of(child);
    }

    /** Waits until it can be connected to. */
    void awaitReady() throws IOException {
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (!SocketTable.listening(socket)) {
            if (child.exitWithin(GLANCE).isPresent()) {
                throw new IOException(complaint());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("it did not listen within " + STARTING.toSeconds() + " s");
            }
        }
    }

    @Override
    public Path socket() {
        return socket;
    }

    @Override
    public boolean alive() {
        return child.alive();
    }

    @Override
    public String complaint() {
        Optional<ProcessExit> exit = child.exitWithin(ON_ITS_WAY);
        if (exit.isPresent()) {
            words.awaitEnd(LAST_WORDS);
        }
        String said = said();
        return exit.filter(end -> !dismissed)
                .map(end -> "nbdkit (process " + child.pid() + "), which read it for qemu, " + end.describe()
                        + (said.isEmpty() ? "" : ": " + said))
                .orElse(said);
    }

    /** Its own words without what it puts before each line. */
    private String said() {
        return words.text().replaceAll("nbdkit: (curl(\\[\\d+\\])?: )?(error: )?", "");
    }

    @Override
    public void end() {
        dismissed = true;
        boolean unused = child.end(ENDING);
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // It lies in a private directory, and goes with that.
            return;
        }
    }
}
