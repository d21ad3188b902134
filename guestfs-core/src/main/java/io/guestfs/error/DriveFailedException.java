package io.guestfs.error;

/**
 * A drive could not be read or written on the host while the guest worked on it; most often the disk of the host is full. The
 * handle stays usable, but what the guest wrote to this drive may be lost: free space on the host, shut the handle down and do the
 * work again.
 *
 * <p>It is thrown by the call that failed because of it, or, where the guest learns nothing because it writes later, by the next
 * call that promises that everything is on the disk: {@code sync}, {@code umount}, {@code umount_all}, {@code blockdev_flushbufs},
 * {@code shutdown}.
 *
 * @since 0.1
 */
public final class DriveFailedException extends GuestFSException {

    private static final long serialVersionUID = 1L;

    private final String drive;
    private final String file;

    /**
     * Makes the exception.
     *
     * @param call the call that failed
     * @param drive the drive as the caller named it
     * @param file the file of the host behind it
     * @param message what failed and why
     * @param errno what the host said: mostly ENOSPC, EDQUOT or EIO
     */
    public DriveFailedException(String call, String drive, String file, String message, ErrorNumber errno) {
        super(call, message, errno);
        this.drive = drive;
        this.file = file;
    }

    /**
     * Tells which drive failed.
     *
     * @return the drive as it was given to {@code add_drive}; a description for a scratch drive and for the disk of the appliance
     */
    public String drive() {
        return drive;
    }

    /**
     * Tells which file of the host failed.
     *
     * @return the image, or the overlay above it in the temporary directory if the drive is read-only
     */
    public String file() {
        return file;
    }
}
