package io.guestfs.appliance.image;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveReader;
import io.guestfs.appliance.drive.DriveSecret;
import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.drive.NetworkNodes;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.web.WebReader;
import io.guestfs.appliance.web.WebReaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prepares a drive at a server. */
final class RemotePreparation {
    private static final String RAW = "raw";
    /** A qcow2 image has room for so many bytes to name the one below it. */
    private static final int LONGEST_NAME = 1023;

    private final QemuImg qemuImg;
    private final TemporaryFiles files;
    private final @Nullable WebReaders readers;

    RemotePreparation(QemuImg qemuImg, TemporaryFiles files, @Nullable WebReaders readers) {
        this.qemuImg = qemuImg;
        this.files = files;
        this.readers = readers;
    }

    Drive prepare(Drive drive, Network source) throws ApplianceException {
        DriveSecret secret = source.secret() == null ? null : keep(source, source.secret());
        boolean kept = false;
        try {
            Optional<Drive> read = throughReader(drive, source, secret);
            if (read.isPresent()) {
                return read.get();
            }
            checkDriver(source);
            Drive prepared = drive.withImage(image(drive, source, NetworkNodes.of(source, secret), secret, null));
            kept = true;
            return prepared;
        } finally {
            if (!kept && secret != null) {
                DrivePreparation.remove(secret.file());
            }
        }
    }

    /** Nothing if qemu has to read the drive itself. */
    private Optional<Drive> throughReader(Drive drive, Network source, @Nullable DriveSecret secret)
            throws ApplianceException {
        if (readers == null || !WebReaders.read(source)) {
            return Optional.empty();
        }
        Optional<WebReader> started = readers.start(source, secret == null ? null : secret.file(), qemuImg::debug);
        if (started.isEmpty()) {
            return Optional.empty();
        }
        WebReader reader = started.get();
        boolean done = false;
        try {
            if (!alone(drive, source, reader)) {
                return Optional.empty();
            }
            BlockNode node = NetworkNodes.served(reader.socket());
            Drive prepared = drive.withImage(image(drive, source, node, null, reader));
            done = true;
            return Optional.of(prepared);
        } catch (ApplianceException e) {
            throw explained(e, source, reader.complaint());
        } finally {
            if (!done) {
                reader.end();
            }
        }
    }

    /** What is below an image is looked for beside it, which is not where the reader is. */
    private boolean alone(Drive drive, Network source, WebReader reader) throws ApplianceException {
        String format = drive.format();
        return format == null
                || format.equals(RAW)
                || qemuImg.info(
                                        source.toString(),
                                        NetworkNodes.served(reader.socket()).below(format),
                                        null)
                                .otherFile()
                        == null;
    }

    private static ApplianceException explained(ApplianceException e, Network source, String complaint) {
        return complaint.isEmpty()
                ? e
                : ApplianceException.of(LaunchPhase.DRIVES, source + " can't be read: " + complaint)
                        .remedy("Check the name, the server, and what it wants to know of who asks.")
                        .cause(e)
                        .build();
    }

    private DriveImage image(
            Drive drive, Network source, BlockNode node, @Nullable DriveSecret secret, @Nullable DriveReader reader)
            throws ApplianceException {
        String found = drive.format() == null ? guessed(source, node, secret) : null;
        Path overlay = null;
        if (drive.readonly()) {
            String format = found == null ? drive.format() : found;
            overlay = overlay(source, node, format == null ? RAW : format, secret);
        }
        return new DriveImage(overlay, node, found, secret, reader);
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
