package io.guestfs.appliance.image;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.SafeModes;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Makes the files a drive needs before qemu can open it: an overlay over a source that must not be written, an empty file for a
 * scratch drive. They are readable by their owner only and go with the working directories.
 */
public final class DrivePreparation {
    private static final int NULL_DEVICE_SIZE = 4096;

    private final QemuImg qemuImg;
    private final WorkDirectories directories;
    private final Consumer<String> warning;

    /**
     * Keeps what is needed; nothing is made yet.
     *
     * @param qemuImg makes the overlays
     * @param directories where files are made
     * @param warning takes a line when a drive can be used but something about it is suspicious
     */
    public DrivePreparation(QemuImg qemuImg, WorkDirectories directories, Consumer<String> warning) {
        this.qemuImg = qemuImg;
        this.directories = directories;
        this.warning = warning;
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
        Path real = realPath(drive.source().given());
        return drive.withImage(drive.readonly() ? overlay(drive, real) : real);
    }

    private Path empty(String stem, long size) throws ApplianceException {
        Path file = newFile(stem, "img");
        new ImageCreation(qemuImg).create(NewImage.raw(file.toString(), size));
        return file;
    }

    private Path overlay(Drive drive, Path source) throws ApplianceException {
        String format = drive.format();
        if (format == null) {
            ImageInfo info = qemuImg.info(source);
            format = info.format();
            if (info.backingFile() != null) {
                warning.accept("no format was given for " + source + "; it looks like " + format
                        + " and names the backing file " + info.backingFile()
                        + ". If its content is not trusted, give its format.");
            }
        }
        Path file = newFile("overlay", "qcow2");
        qemuImg.createOverlay(file, source, format);
        return file;
    }

    private Path newFile(String stem, String extension) throws ApplianceException {
        Path file = directories.tempFile(stem, extension);
        try {
            SafeModes.createPrivateFile(file);
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.DRIVES, "the temporary file " + file + " cannot be made: " + e)
                    .remedy("Check the space in that file system and the permissions of the directory.")
                    .cause(e)
                    .build();
        }
        return file;
    }

    private static Path realPath(String given) throws ApplianceException {
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
