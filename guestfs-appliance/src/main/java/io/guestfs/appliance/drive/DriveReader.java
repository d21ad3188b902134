package io.guestfs.appliance.drive;

import java.nio.file.Path;

/** A program of ours that reads a drive at a server for qemu. May be used from any thread. */
public interface DriveReader {

    /**
     * Where it serves the drive as an NBD server does.
     *
     * @return the name of a Unix socket
     */
    Path socket();

    /**
     * What is known of why the drive can't be read.
     *
     * @return how the program ended and what it said; empty if it runs and has nothing to say
     */
    String complaint();

    /**
     * Tells whether the drive can still be read through it.
     *
     * @return true while it runs
     */
    boolean alive();

    /** Ends it; the drive is not needed any more. */
    void end();
}
