package io.guestfs.appliance;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.qemu.BackendSettings;
import io.guestfs.appliance.qemu.Cage;
import io.guestfs.appliance.qemu.QemuSetup.NetworkKind;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.RootRights;
import io.guestfs.appliance.workdir.SafeModes;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Decides how far qemu can be locked up in this launch. */
final class CageChoice {
    private final LaunchRequest request;
    private final BackendSettings settings;
    private final NetworkKind network;

    CageChoice(LaunchRequest request, BackendSettings settings, NetworkKind network) {
        this.request = request;
        this.network = network;
        this.settings = settings;
    }

    Cage choose(List<Drive> drives, boolean sandboxWorks) throws ApplianceException {
        boolean sandbox = settings.sandbox() && sandboxWorks;
        return settings.dropPrivileges() && RootRights.there() && opensEverythingAtOnce(drives)
                ? new Cage(sandbox, emptyDirectory(request.directories()))
                : new Cage(sandbox, null);
    }

    /** A qemu without rights and with another root can't open anything later. Its own network looks names up; passt is outside. */
    private boolean opensEverythingAtOnce(List<Drive> drives) {
        return network != NetworkKind.USER
                && request.config().isEmpty()
                && drives.stream().allMatch(CageChoice::opensAtOnce);
    }

    /** NBD has one connection, which is there from the start; the other protocols connect and look names up later, too. */
    private static boolean opensAtOnce(Drive drive) {
        DriveImage image = drive.opened();
        BlockNode remote = image == null ? null : image.remote();
        return remote == null || remote.driver().equals(NetworkProtocol.NBD.word());
    }

    private static Path emptyDirectory(WorkDirectories directories) throws ApplianceException {
        Path directory = directories.temporary().resolve("empty");
        try {
            SafeModes.createEmptyDirectory(directory);
            return directory;
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.DIRECTORIES, "the directory " + directory + " cannot be made: " + e)
                    .remedy("Check the space and the permissions in the temporary directory.")
                    .cause(e)
                    .build();
        }
    }
}
