package io.guestfs.appliance.qemu;

import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.DiscardRule;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.qemu.QemuCommandLine.Items;
import io.guestfs.appliance.report.ApplianceException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One drive to its options. */
final class QemuDriveArguments {
    private QemuDriveArguments() {}

    static void add(QemuCommandLine line, Drive drive, int index) throws ApplianceException {
        DriveImage image = drive.opened();
        if (image == null) {
            throw new IllegalStateException("the drive " + drive.source().given() + " has not been prepared");
        }
        DiscardRule.check(drive);
        if (image.secret() != null) {
            line.plain("-object", QemuImg.secretWords(image.secret()));
        }
        String id = "hd" + index;
        Path file = image.file();
        Items items = drive.readonly() && file != null
                ? overlay(file, drive.source() instanceof DriveSource.File)
                : writable(drive, source(image), image.format());
        line.list("-drive", reportErrors(items).item("id", id).item("if", "none"));
        Items device = new Items().word("scsi-hd").item("drive", id).optional("serial", drive.label());
        if (drive.blocksize() != 0) {
            String size = Integer.toString(drive.blocksize());
            device.item("physical_block_size", size).item("logical_block_size", size);
        }
        line.list("-device", device);
    }

    static void addAppliance(QemuCommandLine line, Path root, String format) {
        Items items = new Items()
                .item("file", root.toString())
                .item("snapshot", "on")
                .item("id", "appliance")
                .item("cache", "unsafe")
                .item("if", "none")
                .item("format", format);
        line.list("-drive", reportErrors(items));
        line.list("-device", new Items().word("scsi-hd").item("drive", "appliance"));
    }

    /** Without this qemu stops the guest when the host disk is full, and everybody waits for ever. */
    private static Items reportErrors(Items items) {
        return items.item("werror", "report").item("rerror", "report");
    }

    /** The format stands on top: below another node qemu would guess once more, out of what the guest sees. */
    private static Items overlay(Path image, boolean overFile) {
        return new Items()
                .item("format", "qcow2")
                .item("file.filename", image.toString())
                .optional("backing.file.locking", overFile ? "off" : null)
                .item("cache", "unsafe");
    }

    private static Items source(DriveImage image) {
        Items items = new Items();
        if (image.remote() != null) {
            image.remote().flat("file.").forEach(items::item);
        } else {
            items.item("file", String.valueOf(image.file()));
        }
        return items;
    }

    private static Items writable(Drive drive, Items items, @Nullable String found) {
        CacheMode cache = drive.cachemode() == null ? CacheMode.WRITEBACK : drive.cachemode();
        return items.item("cache", cache.word())
                .optional("format", drive.format() == null ? found : drive.format())
                .optional("copy-on-read", drive.copyonread() ? "on" : null)
                .optional("discard", drive.discard() == Discard.DISABLE ? null : "unmap");
    }
}
