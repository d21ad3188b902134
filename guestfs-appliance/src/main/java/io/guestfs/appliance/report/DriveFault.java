package io.guestfs.appliance.report;

/**
 * A drive of the appliance could not be read or written on the host.
 *
 * @param drive the drive as the caller named it; the disk that the appliance runs from has a description instead
 * @param file the file of the host behind it: the image, or the overlay above it
 * @param writing true if the guest wrote, false if it read
 * @param reason what the host said, such as {@code No space left on device}
 */
public record DriveFault(String drive, String file, boolean writing, String reason) {
    /**
     * The fault as a sentence without its full stop.
     *
     * @return what failed, where and why
     */
    public String describe() {
        String where = file.equals(drive) ? "" : " (in " + file + ")";
        return "the drive " + drive + where + " can't be " + (writing ? "written" : "read") + " on the host: " + reason;
    }
}
