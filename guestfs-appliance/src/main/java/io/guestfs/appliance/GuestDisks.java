package io.guestfs.appliance;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveReader;
import io.guestfs.appliance.drive.DriveServer;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.image.DrivePreparation;
import io.guestfs.appliance.image.FileKind;
import io.guestfs.appliance.image.ImageInfo;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.libvirt.GuestDisk;
import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out what libvirt has to know of each drive, and gives it the secrets. */
final class GuestDisks {
    private static final String RAW = "raw";
    private static final String NOT_ASKED_FOR = "-";

    private final LibvirtSession session;
    private final QemuImg qemuImg;
    private final String domain;

    GuestDisks(LibvirtSession session, QemuImg qemuImg, String domain) {
        this.session = session;
        this.qemuImg = qemuImg;
        this.domain = domain;
    }

    List<GuestDisk> of(List<Drive> drives) throws ApplianceException, LibvirtFailure {
        List<GuestDisk> disks = new ArrayList<>();
        for (int i = 0; i < drives.size(); i++) {
            disks.add(of(drives.get(i), i));
        }
        return disks;
    }

    private GuestDisk of(Drive drive, int index) throws ApplianceException, LibvirtFailure {
        if (drive.source() instanceof DriveSource.Network network) {
            DriveImage image = drive.opened();
            String found = image == null || image.format() == null ? RAW : image.format();
            String format = drive.format() == null ? found : drive.format();
            DriveReader reader = image == null ? null : image.reader();
            return reader == null
                    ? new GuestDisk(drive, null, false, format, !format.equals(RAW), secret(network, index))
                    : new GuestDisk(drive.withSource(served(reader)), null, false, format, false, null);
        }
        Path source = drive.source() instanceof DriveSource.File file
                ? DrivePreparation.realPath(file.given())
                : drive.image();
        if (source == null) {
            throw new IllegalStateException("the drive " + drive.source().given() + " has not been prepared");
        }
        if (RAW.equals(drive.format())) {
            return new GuestDisk(drive, source, isBlockDevice(source), RAW, false, null);
        }
        ImageInfo info = qemuImg.info(source);
        if (drive.format() == null && info.otherFile() != null) {
            throw changed(source, info);
        }
        String format = drive.format() == null ? info.format() : drive.format();
        return new GuestDisk(drive, source, isBlockDevice(source), format, info.backingFile() != null, null);
    }

    private static DriveSource.Network served(DriveReader reader) {
        List<DriveServer> here = List.of(new DriveServer.Unix(reader.socket().toString()));
        return new DriveSource.Network(NetworkProtocol.NBD, "", here, null, null);
    }

    /** When it was added it named none: what has no format of its own may have been written by a guest. */
    private static ApplianceException changed(Path source, ImageInfo info) {
        return ApplianceException.of(
                        LaunchPhase.DRIVES,
                        source + " was changed since it was added: it names the file " + info.otherFile())
                .remedy("Give the option format: " + info.format() + " if the image is meant to be so, else raw.")
                .errno("EINVAL")
                .build();
    }

    private @Nullable String secret(DriveSource.Network network, int index) throws LibvirtFailure, ApplianceException {
        String secret = network.secret();
        if (network.protocol() == NetworkProtocol.SSH) {
            // Nobody asks for it, but libvirt takes no user without a secret.
            secret = network.username() == null ? null : NOT_ASKED_FOR;
        }
        return secret == null
                ? null
                : session.keepSecret(GuestDisk.secretXml(domain, "hd" + index, network), value(network, secret));
    }

    /** Ceph's keys are written in base64, and libvirt wants them as they are. */
    private static byte[] value(DriveSource.Network network, String secret) throws LibvirtFailure {
        if (network.protocol() != NetworkProtocol.RBD) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(secret);
        } catch (IllegalArgumentException e) {
            throw new LibvirtFailure(
                    "the secret of " + network + " is not base64", "Give the key as Ceph's keyring has it.", e);
        }
    }

    private static boolean isBlockDevice(Path file) {
        try {
            return FileKind.of(file) == FileKind.BLOCK_DEVICE;
        } catch (IOException e) {
            // libvirt will say what is wrong with it.
            return false;
        }
    }
}
