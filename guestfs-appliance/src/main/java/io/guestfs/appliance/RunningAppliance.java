package io.guestfs.appliance;

import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.process.ProcessExit;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A qemu that has connected to the daemon socket. The guest may still be booting: the first bytes on {@link #daemon()} say when it
 * is up. All methods may be called from any thread.
 */
public final class RunningAppliance implements AutoCloseable {
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(3);

    private final ChildProcess qemu;
    private final DaemonSocket daemon;
    private final ConsoleReader console;

    RunningAppliance(ChildProcess qemu, DaemonSocket daemon, ConsoleReader console) {
        this.qemu = qemu;
        this.daemon = daemon;
        this.console = console;
        qemu.whenEnded(exit -> daemon.peerLost("qemu " + exit.describe()));
    }

    /**
     * The byte stream to the daemon.
     *
     * @return the socket
     */
    public DaemonSocket daemon() {
        return daemon;
    }

    /**
     * What qemu and the guest console write.
     *
     * @return the reader
     */
    public ConsoleReader console() {
        return console;
    }

    /**
     * Types something on the guest console.
     *
     * @param bytes what to type
     * @throws IOException if qemu is gone
     */
    public void writeConsole(byte[] bytes) throws IOException {
        qemu.writeInput(bytes);
    }

    /**
     * The process id of qemu.
     *
     * @return the id
     */
    public long pid() {
        return qemu.pid();
    }

    /**
     * Tells whether qemu is running.
     *
     * @return true if it is
     */
    public boolean alive() {
        return qemu.alive();
    }

    /**
     * The end of qemu.
     *
     * @return completed when qemu has ended, for whatever reason
     */
    public CompletableFuture<ProcessExit> onExit() {
        return qemu.onExit();
    }

    /**
     * Ends qemu: asks it to end, waits, and kills it if it does not. Then closes the daemon socket. When called again it only
     * tells the result again.
     *
     * @param grace how long qemu may take to end by itself
     * @return how it went
     */
    public ShutdownResult shutdown(Duration grace) {
        boolean forced = qemu.end(grace);
        daemon.close();
        return new ShutdownResult(qemu.onExit().join(), forced);
    }

    /** Kills qemu at once, without waiting for its end. */
    public void kill() {
        qemu.kill();
    }

    /** Ends qemu within a few seconds and releases everything. May be called again. */
    @Override
    public void close() {
        shutdown(CLOSE_GRACE);
    }
}
