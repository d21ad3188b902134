package io.guestfs.appliance.image;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows an image to those below it, so that all of them can be opened by us and none by qemu. */
public final class ImageChain {
    /** Deeper chains exist by mistake only. */
    private static final int DEEPEST = 200;

    private static final String RAW = "raw";

    private final QemuImg qemuImg;

    /**
     * Keeps what is needed; nothing is run yet.
     *
     * @param qemuImg says what images are
     */
    public ImageChain(QemuImg qemuImg) {
        this.qemuImg = qemuImg;
    }

    /**
     * Follows a chain to its end.
     *
     * @param file the image on top
     * @param format its format; null to find out
     * @return the images, that on top first
     * @throws ApplianceException if one of them is not there, is no file, keeps its data in another file, or names one although its
     *     format had to be found out
     */
    public List<ImageLayer> follow(Path file, @Nullable String format) throws ApplianceException {
        List<ImageLayer> layers = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        Path next = file;
        String known = format;
        while (next != null) {
            if (!seen.add(next) || seen.size() > DEEPEST) {
                throw fault("the images below " + file + " go round in a circle, or are more than " + DEEPEST)
                        .remedy("Look at \"qemu-img info --backing-chain\".")
                        .build();
            }
            if (RAW.equals(known)) {
                layers.add(new ImageLayer(next, RAW));
                return layers;
            }
            ImageInfo info = info(next, known);
            layers.add(new ImageLayer(next, info.format()));
            ImageInfo.Below below = info.below();
            known = below == null ? null : below.format();
            next = below == null ? null : fileBelow(next, below);
        }
        return layers;
    }

    /**
     * Tells what an overlay of ours over a drive at a server consists of here: of itself. Its name for what is below is removed,
     * because qemu would mix it with what it is told to find there.
     *
     * @param overlay the overlay
     * @return one layer
     * @throws ApplianceException if the overlay can't be changed
     */
    public List<ImageLayer> detached(Path overlay) throws ApplianceException {
        qemuImg.forgetBacking(overlay);
        return List.of(new ImageLayer(overlay, "qcow2"));
    }

    /**
     * Refuses an image at a server that names other files, if its format was given. One whose format was found out has been looked at
     * already, and an NBD server may take no more than the one connection.
     *
     * @param source the drive
     * @param drive the same, prepared
     * @throws ApplianceException if it does, or can't be looked at
     */
    public void checkAlone(DriveSource.Network source, Drive drive) throws ApplianceException {
        DriveImage image = drive.opened();
        String format = drive.format();
        if (format == null || format.equals(RAW) || source.protocol() == NetworkProtocol.NBD) {
            return;
        }
        if (image == null || image.remote() == null || image.reader() != null) {
            return;
        }
        ImageInfo info = qemuImg.info(source.toString(), image.remote().below(format), image.secret());
        if (info.otherFile() != null) {
            throw outOfReach(source + " names another file, " + info.otherFile() + ", which");
        }
    }

    private ImageInfo info(Path file, @Nullable String format) throws ApplianceException {
        ImageInfo info = qemuImg.info(file, format);
        if (format == null && info.otherFile() != null) {
            throw DrivePreparation.hiddenFile(file.toString(), info);
        }
        if (info.dataFile() != null) {
            throw outOfReach(file + " keeps its data in another file, " + info.dataFile() + ", which");
        }
        return info;
    }

    /** What this is said of can't be opened by qemu, which is locked up or could only do so by a name. */
    private static ApplianceException outOfReach(String what) {
        return ApplianceException.of(LaunchPhase.DRIVES, what + " can't be opened for an appliance that runs already")
                .remedy("Add the drive before launch.")
                .errno("ENOTSUP")
                .build();
    }

    private static Path fileBelow(Path image, ImageInfo.Below below) throws ApplianceException {
        if (!below.name().startsWith("/")) {
            throw outOfReach("below " + image + " is " + below.name() + ", which is no file and");
        }
        try {
            return Path.of(below.name()).toRealPath();
        } catch (IOException e) {
            throw fault("the image below " + image + ", " + below.name() + ", is not there")
                    .remedy("Put it back, or give the image another one with \"qemu-img rebase\".")
                    .errno("ENOENT")
                    .cause(e)
                    .build();
        }
    }

    private static ApplianceException.Builder fault(String message) {
        return ApplianceException.of(LaunchPhase.DRIVES, message).errno("EINVAL");
    }
}
