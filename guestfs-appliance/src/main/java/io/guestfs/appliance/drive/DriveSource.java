package io.guestfs.appliance.drive;

/** Where the bytes of a drive come from. */
public sealed interface DriveSource {
    /**
     * The name the caller gave, for messages and listings.
     *
     * @return the name as given, not made absolute
     */
    String given();

    /**
     * A file or block device of this host.
     *
     * @param given the name as the caller gave it
     */
    record File(String given) implements DriveSource {}

    /**
     * An empty disk that lives as long as the handle.
     *
     * @param sizeBytes its size in bytes, more than 0
     */
    record Scratch(long sizeBytes) implements DriveSource {
        @Override
        public String given() {
            return "scratch disk of " + sizeBytes + " bytes";
        }
    }

    /** {@code /dev/null}: a tiny empty disk, for those who need the appliance but no drive. */
    record NullDevice() implements DriveSource {
        @Override
        public String given() {
            return "/dev/null";
        }
    }
}
