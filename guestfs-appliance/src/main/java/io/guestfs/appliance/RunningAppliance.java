package io.guestfs.appliance;

import io.guestfs.appliance.plug.DrivePort;
import io.guestfs.appliance.qmp.QmpMonitor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * An appliance that a connection stands to. The guest may still be booting: the first bytes on {@link #daemon()} say when it is up.
 * All methods may be called from any thread.
 */
public interface RunningAppliance extends AutoCloseable {
    /** How long {@link #close()} waits for an orderly end. */
    Duration CLOSE_GRACE = Duration.ofSeconds(3);

    /**
     * The monitor of the hypervisor.
     *
     * @return the monitor; empty if there is none, or it is not ours. It may be silent, so commands need time limits.
     */
    default Optional<QmpMonitor> monitor() {
        return Optional.empty();
    }

    /**
     * Where drives are plugged in and out.
     *
     * @return the port; empty if drives can't be plugged here
     */
    default Optional<DrivePort> drivePort() {
        return Optional.empty();
    }

    /**
     * What the hypervisor told about the guest and its drives.
     *
     * @return the reports; without a monitor there are none
     */
    GuestReports reports();

    /** Waits until everything that the hypervisor told so far is among the reports: a moment, and never more than a second. */
    default void awaitReports() {
        // Without a monitor nothing is told.
    }

    /**
     * The byte stream to the daemon.
     *
     * @return the socket
     */
    DaemonSocket daemon();

    /**
     * What the hypervisor and the guest console write.
     *
     * @return the reader; one that stays silent if the console is not ours
     */
    ConsoleReader console();

    /**
     * Types something on the guest console.
     *
     * @param bytes what to type; dropped if the console is not ours
     * @throws IOException if the hypervisor is gone
     */
    void writeConsole(byte[] bytes) throws IOException;

    /**
     * The process id of the hypervisor.
     *
     * @return the id; empty if it is not a child of this process
     */
    OptionalLong pid();

    /**
     * What it is, for messages.
     *
     * @return for instance {@code qemu (process 4711)}
     */
    String name();

    /**
     * Tells whether it is running, as far as that can be known here.
     *
     * @return true if it is
     */
    boolean alive();

    /**
     * A way to find out whether the guest does anything. To be asked in regular intervals.
     *
     * @return tells whether something was done since it was asked before; true also if that cannot be told
     */
    BooleanSupplier activity();

    /**
     * Ends the appliance: asks it to end, waits, and makes it end. Then closes the daemon socket. What is not ours is only let go.
     * When called again it only tells the result again.
     *
     * @param grace how long it may take to end by itself
     * @return how it went
     */
    ShutdownResult shutdown(Duration grace);

    /** Ends the appliance within a few seconds and releases everything. May be called again. */
    @Override
    default void close() {
        shutdown(CLOSE_GRACE);
    }
}
