package io.guestfs.appliance.image;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSecret;
import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.drive.NetworkNodes;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Prepares a drive at a server. */
final class RemotePreparation {
    /** A qcow2 image has room for so many bytes to name the one below it. */
    private static final int LONGEST_NAME = 1023;

    private final QemuImg qemuImg;
    private final TemporaryFiles files;

    RemotePreparation(QemuImg qemuImg, TemporaryFiles files) {
        this.qemuImg = qemuImg;
        this.files = files;
    }

    Drive prepare(Drive drive, Network source) throws ApplianceException {
        checkDriver(source);
        DriveSecret secret = source.secret() == null ? null : keep(source, source.secret());
        boolean done = false;
        try {
            BlockNode node = NetworkNodes.of(source, secret);
            String found = drive.format() == null ? guessed(source, node, secret) : null;
            Path overlay = null;
            if (drive.readonly()) {
                String format = found == null ? drive.format() : found;
                overlay = overlay(source, node, format == null ? "raw" : format, secret);
            }
            done = true;
            return drive.withImage(new DriveImage(overlay, node, found, secret));
        } finally {
            if (!done && secret != null) {
                DrivePreparation.remove(secret.file());
            }
        }
    }

    private void checkDriver(Network source) throws ApplianceException {
        NetworkProtocol protocol = source.protocol();
        if (!qemuImg.lacks(protocol.word())) {
            return;
        }
        String message = protocol.dropped()
                ? source + " can't be used: the protocol " + protocol.word() + " is no longer supported by qemu"
                : source + " can't be used: this qemu has no driver for " + protocol.word();
        throw ApplianceException.of(LaunchPhase.DRIVES, message)
                .remedy(
                        protocol == NetworkProtocol.SHEEPDOG || protocol == NetworkProtocol.TFTP
                                ? "Copy the image to a file, or use a server for another protocol."
                                : "Install it: package qemu-block-extra on Debian and Ubuntu, qemu-block-"
                                        + (protocol.curl() ? "curl" : protocol.word()) + " on Fedora and SUSE.")
                .errno("ENOTSUP")
                .build();
    }

    /** Words of a command line can be read by everybody on this host, a file of ours cannot. */
    private DriveSecret keep(Network source, String secret) throws ApplianceException {
        Path file = files.create("secret", "txt");
        try {
            Files.writeString(file, secret, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.DRIVES, "the secret of " + source + " can't be kept in " + file)
                    .remedy("Check the space in the temporary directory.")
                    .cause(e)
                    .build();
        }
        String name = String.valueOf(file.getFileName());
        return new DriveSecret(
                name.substring(0, name.lastIndexOf('.')), file, source.protocol() == NetworkProtocol.RBD);
    }

    /** What was found is told to qemu later: a server could give another answer the next time. */
    private String guessed(Network source, BlockNode node, @Nullable DriveSecret secret) throws ApplianceException {
        ImageInfo info = qemuImg.guess(source.toString(), node, secret);
        if (info.otherFile() != null) {
            throw DrivePreparation.hiddenFile(source.toString(), info);
        }
        return info.format();
    }

    private Path overlay(Network source, BlockNode node, String format, @Nullable DriveSecret secret)
            throws ApplianceException {
        int length = node.below(format).fileName().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_NAME) {
            throw ApplianceException.of(
                            LaunchPhase.DRIVES,
                            source + " can't be added read-only: its name and servers take " + length
                                    + " bytes in an overlay, which has room for " + LONGEST_NAME)
                    .remedy("Name fewer servers, or add the drive writable.")
                    .errno("EINVAL")
                    .build();
        }
        Path file = files.create("overlay", "qcow2");
        boolean done = false;
        try {
            qemuImg.createOverlay(file, node, format, secret);
            done = true;
            return file;
        } finally {
            if (!done) {
                DrivePreparation.remove(file);
            }
        }
    }
}
