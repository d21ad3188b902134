package io.guestfs.appliance.image;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveReader;
import io.guestfs.appliance.drive.DriveSecret;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.web.WebReaders;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the files a drive needs before qemu can open it: an overlay over a source that must not be written, an empty file for a
 * scratch drive, a file with the password for a server. They are readable by their owner only and go with the working directories.
 */
public final class DrivePreparation {
    private static final int NULL_DEVICE_SIZE = 4096;

    private final QemuImg qemuImg;
    private final TemporaryFiles files;
    private final @Nullable WebReaders readers;

    /**
     * Keeps what is needed; nothing is made yet. qemu reads drives at servers itself.
     *
     * @param qemuImg makes the overlays
     * @param directories where files are made
     */
    public DrivePreparation(QemuImg qemuImg, WorkDirectories directories) {
        this(qemuImg, directories, null);
    }

    /**
     * The same, with programs that read drives at web servers.
     *
     * @param qemuImg makes the overlays
     * @param directories where files are made
     * @param readers starts the programs, and ends those that {@link #discard} was not called for; null for none
     */
    public DrivePreparation(QemuImg qemuImg, WorkDirectories directories, @Nullable WebReaders readers) {
        this.qemuImg = qemuImg;
        this.files = new TemporaryFiles(directories);
        this.readers = readers;
    }

    /**
     * Makes the files of a drive, unless that has been done.
     *
     * @param drive the drive
     * @return the drive with the file that qemu opens
     * @throws ApplianceException if the source is not there or a file cannot be made
     */
    public Drive prepare(Drive drive) throws ApplianceException {
        if (drive.prepared()) {
            return drive;
        }
        if (drive.source() instanceof DriveSource.Scratch scratch) {
            return drive.withImage(empty("scratch", scratch.sizeBytes()));
        }
        if (drive.source() instanceof DriveSource.NullDevice) {
            return drive.withImage(empty("devnull", NULL_DEVICE_SIZE));
        }
        if (drive.source() instanceof DriveSource.Network network) {
            return new RemotePreparation(qemuImg, files, readers).prepare(drive, network);
        }
        Path real = realPath(drive.source().given());
        String format = drive.format();
        if (format == null) {
            format = guessedFormat(real);
        }
        return drive.withImage(drive.readonly() ? overlay(real, format) : real);
    }

    /**
     * Ends the program and removes the files that were made for a drive which is not needed any more. The source stays as it is.
     *
     * @param drive the drive, prepared
     */
    public static void discard(Drive drive) {
        DriveImage image = drive.opened();
        if (image == null) {
            return;
        }
        DriveReader reader = image.reader();
        if (reader != null) {
            reader.end();
        }
        DriveSecret secret = image.secret();
        if (secret != null) {
            remove(secret.file());
        }
        boolean ours = drive.readonly()
                || drive.source() instanceof DriveSource.Scratch
                || drive.source() instanceof DriveSource.NullDevice;
        Path file = image.file();
        if (ours && file != null) {
            remove(file);
        }
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It lies in the private directory, and goes with that.
            return;
        }
    }

    private Path empty(String stem, long size) throws ApplianceException {
        Path file = files.create(stem, "img");
        boolean done = false;
        try {
            new ImageCreation(qemuImg).create(NewImage.raw(file.toString(), size));
            done = true;
            return file;
        } finally {
            if (!done) {
                remove(file);
            }
        }
    }

    private String guessedFormat(Path source) throws ApplianceException {
        ImageInfo info = qemuImg.info(source);
        if (info.otherFile() != null) {
            throw hiddenFile(source.toString(), info);
        }
        return info.format();
    }

    private Path overlay(Path source, String format) throws ApplianceException {
        Path file = files.create("overlay", "qcow2");
        boolean done = false;
        try {
            qemuImg.createOverlay(file, source, format);
            done = true;
            return file;
        } finally {
            if (!done) {
                remove(file);
            }
        }
    }

    /** Whoever could write to a raw disk may have made it look like this, to be shown a file of the host. */
    static ApplianceException hiddenFile(String source, ImageInfo info) {
        return ApplianceException.of(
                        LaunchPhase.DRIVES,
                        source + " looks like " + info.format() + " with the "
                                + (info.backingFile() == null ? "data" : "backing") + " file " + info.otherFile()
                                + ", but no format was given, and a guest may have written that into a raw disk")
                .remedy("Give the option format: " + info.format() + " if the image is meant to be so, else raw.")
                .errno("EINVAL")
                .build();
    }

    /**
     * The full name of a file of a drive.
     *
     * @param given its name as the user gave it
     * @return the name without links and dots
     * @throws ApplianceException if it is not there any more
     */
    public static Path realPath(String given) throws ApplianceException {
        try {
            return Path.of(given).toRealPath();
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.DRIVES, given + ": its full name cannot be found: " + e)
                    .remedy("The file was there when the drive was added; it must stay until the launch.")
                    .errno("ENOENT")
                    .cause(e)
                    .build();
        }
    }
}
