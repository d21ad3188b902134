package io.guestfs.appliance.image;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.SafeModes;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Path;

/** Files in the private temporary directory, which only their owner may read. */
final class TemporaryFiles {
    private final WorkDirectories directories;

    TemporaryFiles(WorkDirectories directories) {
        this.directories = directories;
    }

    Path create(String stem, String extension) throws ApplianceException {
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
}
