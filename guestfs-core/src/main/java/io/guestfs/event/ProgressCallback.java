package io.guestfs.event;

/** Takes the progress of long calls, in the form of the old progress callback. */
@FunctionalInterface
public interface ProgressCallback {

    /**
     * Takes one progress message.
     *
     * @param procedure number of the running procedure
     * @param serial serial number of its message
     * @param position how far it is
     * @param total the end, in the same unit
     */
    void progress(int procedure, int serial, long position, long total);
}
