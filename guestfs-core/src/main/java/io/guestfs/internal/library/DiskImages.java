package io.guestfs.internal.library;

import io.guestfs.appliance.image.ImageCreation;
import io.guestfs.appliance.image.ImageInfo;
import io.guestfs.appliance.image.NewImage;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.calls.DiskCreateOptions;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.local.DiskImagesHome;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Disk image files of the host: making them and asking about them. */
public final class DiskImages implements DiskImagesHome {

    private final QemuImg images;

    /** Makes the home. */
    public DiskImages(QemuImg images) {
        this.images = images;
    }

    @Override
    public void diskCreate(String filename, String format, long size, DiskCreateOptions options) {
        Map<String, Object> given = options.given();
        NewImage image = new NewImage(
                filename,
                format,
                size,
                (String) given.get("backingfile"),
                (String) given.get("backingformat"),
                (String) given.get("preallocation"),
                (String) given.get("compat"),
                (Integer) given.get("clustersize"));
        try {
            new ImageCreation(images).create(image);
        } catch (ApplianceException e) {
            throw ErrorMapper.appliance("disk_create", e);
        }
    }

    @Override
    public String diskFormat(String filename) {
        return info("disk_format", filename).format();
    }

    @Override
    public long diskVirtualSize(String filename) {
        return info("disk_virtual_size", filename).virtualSizeBytes();
    }

    @Override
    public boolean diskHasBackingFile(String filename) {
        return info("disk_has_backing_file", filename).backingFile() != null;
    }

    private static Path path(String call, String filename) {
        try {
            return Path.of(filename);
        } catch (InvalidPathException e) {
            throw new InvalidArgumentException(
                    call, "'" + filename + "' is not a file name of this host: " + e.getReason());
        }
    }

    private ImageInfo info(String call, String filename) {
        try {
            return images.info(path(call, filename));
        } catch (ApplianceException e) {
            throw ErrorMapper.appliance(call, e);
        }
    }
}
