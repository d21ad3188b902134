package io.guestfs.appliance.drive;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What may be combined with what in one drive. The order of the checks decides which fault is reported first. */
final class DriveChecks {
    private static final int LONGEST_LABEL = 20;

    private DriveChecks() {}

    static Drive check(Drive drive) throws ApplianceException {
        if (drive.readonly() && drive.discard() == Discard.ENABLE) {
            throw fault("discard=enable cannot be combined with readonly for " + named(drive))
                    .remedy("A read-only drive is never written; leave discard out or use besteffort.")
                    .build();
        }
        checkFormat(drive.format());
        checkLabel(drive.label());
        checkBlocksize(drive.blocksize());
        if (drive.source() instanceof DriveSource.File file) {
            checkReadable(file.given());
            return drive;
        }
        if (drive.source() instanceof DriveSource.Network network) {
            NetworkChecks.check(network);
            if (network.protocol().curl() && !drive.readonly()) {
                throw fault(network + " can't be written: " + network.protocol().word() + " can only be read")
                        .remedy("Add it with the option readonly: then writes go to an overlay.")
                        .build();
            }
            return drive;
        }
        if (drive.source() instanceof DriveSource.Scratch scratch && scratch.sizeBytes() <= 0) {
            throw fault("a scratch drive of " + scratch.sizeBytes() + " bytes cannot be made")
                    .remedy("Give a size in bytes that is more than 0.")
                    .build();
        }
        return ownFile(drive);
    }

    /** Our own files are raw and need no protection: settings that protect or tune a source mean nothing there. */
    private static Drive ownFile(Drive drive) throws ApplianceException {
        if (drive.format() != null && !drive.format().equals("raw")) {
            throw fault("format \"" + drive.format() + "\" cannot be used for " + named(drive))
                    .remedy("It is always made as raw: give raw or no format.")
                    .build();
        }
        boolean scratch = drive.source() instanceof DriveSource.Scratch;
        return new Drive(
                drive.source(),
                false,
                "raw",
                drive.name(),
                drive.label(),
                scratch ? CacheMode.UNSAFE : drive.cachemode(),
                scratch ? drive.discard() : Discard.DISABLE,
                false,
                drive.blocksize(),
                null);
    }

    private static void checkFormat(@Nullable String format) throws ApplianceException {
        if (format != null && (format.isEmpty() || !format.chars().allMatch(DriveChecks::formatCharacter))) {
            throw fault("format \"" + format + "\" is empty or holds a character that no format name has")
                    .remedy("Use letters, digits, - and _, for instance raw or qcow2.")
                    .build();
        }
    }

    private static boolean formatCharacter(int c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean letter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static void checkLabel(@Nullable String label) throws ApplianceException {
        boolean good = label == null
                || (!label.isEmpty()
                        && label.length() <= LONGEST_LABEL
                        && label.chars().allMatch(DriveChecks::letter));
        if (!good) {
            throw fault("label \"" + label + "\" cannot be used")
                    .remedy("A label is 1 to " + LONGEST_LABEL + " ASCII letters.")
                    .build();
        }
    }

    private static void checkBlocksize(int blocksize) throws ApplianceException {
        if (blocksize != 0 && blocksize != 512 && blocksize != 4096) {
            throw fault("blocksize " + blocksize + " cannot be used")
                    .remedy("Sectors are 512 or 4096 bytes.")
                    .build();
        }
    }

    private static void checkReadable(String filename) throws ApplianceException {
        Path path;
        try {
            path = Path.of(filename);
        } catch (InvalidPathException e) {
            throw fault("\"" + filename + "\" is not a file name: " + e.getReason())
                    .cause(e)
                    .build();
        }
        if (filename.isEmpty() || Files.notExists(path)) {
            throw ApplianceException.of(LaunchPhase.DRIVES, filename + ": there is no such file")
                    .remedy("Check the name; a relative name starts at "
                            + Path.of("").toAbsolutePath() + ".")
                    .errno("ENOENT")
                    .build();
        }
        if (!Files.isReadable(path)) {
            throw ApplianceException.of(LaunchPhase.DRIVES, filename + ": not readable by this user")
                    .remedy("Give the user who runs this program permission to read it.")
                    .errno("EACCES")
                    .build();
        }
    }

    private static String named(Drive drive) {
        return "the drive \"" + drive.source().given() + "\"";
    }

    private static ApplianceException.Builder fault(String message) {
        return ApplianceException.of(LaunchPhase.DRIVES, message).errno("EINVAL");
    }
}
