package io.guestfs.appliance;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.qemu.BackendSettings;
import io.guestfs.appliance.qemu.Cage;
import io.guestfs.appliance.qemu.QemuSetup.NetworkKind;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.Owner;
import io.guestfs.appliance.workdir.SafeModes;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Decides how far qemu can be locked up in this launch. */
final class CageChoice {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path USER_IDS = Path.of("/proc/self/uid_map");
    private static final Path USERS = Path.of("/etc/passwd");
    private static final String CAPABILITIES = "CapEff:";
    /** CAP_SETGID, CAP_SETUID, CAP_SYS_CHROOT. */
    private static final int[] NEEDED = {6, 7, 18};
    /** All user ids, which is what the map of a system without user namespaces holds. */
    private static final String ALL_IDS = "4294967295";

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
        return settings.dropPrivileges() && mayDrop() && opensEverythingAtOnce(drives)
                ? new Cage(sandbox, emptyDirectory(request.directories()))
                : new Cage(sandbox, null);
    }

    /** A qemu without rights and with another root can't open anything later. Its own network looks names up; passt is outside. */
    private boolean opensEverythingAtOnce(List<Drive> drives) {
        return network != NetworkKind.USER
                && request.config().isEmpty()
                && drives.stream().allMatch(drive -> opensAtOnce(drive.source()));
    }

    /** NBD has one connection, which is there from the start; the other protocols connect and look names up later, too. */
    private static boolean opensAtOnce(DriveSource source) {
        return !(source instanceof DriveSource.Network network) || network.protocol() == NetworkProtocol.NBD;
    }

    private static boolean mayDrop() {
        try {
            return Owner.effectiveUserId() == 0
                    && hasCapabilities(Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1))
                    && Files.readString(USER_IDS, StandardCharsets.ISO_8859_1).contains(ALL_IDS)
                    && Files.readString(USERS, StandardCharsets.ISO_8859_1).contains("\nnobody:");
        } catch (IOException e) {
            // Not a system on which this can be told; qemu keeps its user.
            return false;
        }
    }

    private static boolean hasCapabilities(List<String> status) {
        for (String line : status) {
            if (line.startsWith(CAPABILITIES)) {
                BigInteger set =
                        new BigInteger(line.substring(CAPABILITIES.length()).strip(), 16);
                return java.util.Arrays.stream(NEEDED).allMatch(set::testBit);
            }
        }
        return false;
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
