package io.guestfs.internal.library;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.image.DrivePreparation;
import io.guestfs.appliance.report.ApplianceException;

/** The files of drives in the private directory of the handle. */
public record DriveFiles(DrivePreparation preparation) implements Drives.Preparation {

    @Override
    public Drive prepare(Drive drive) throws ApplianceException {
        return preparation.prepare(drive);
    }

    @Override
    public void discard(Drive drive) {
        DrivePreparation.discard(drive);
    }
}
