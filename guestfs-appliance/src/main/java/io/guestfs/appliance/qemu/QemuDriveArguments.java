package io.guestfs.appliance.qemu;

import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.qemu.QemuCommandLine.Items;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.nio.file.Path;

/** One drive to its options. */
final class QemuDriveArguments {
    private QemuDriveArguments() {}

    static void add(QemuCommandLine line, Drive drive, int index) throws ApplianceException {
        Path image = drive.image();
        if (image == null) {
            throw new IllegalStateException("the drive " + drive.source().given() + " has not been prepared");
        }
        checkDiscard(drive);
        String id = "hd" + index;
        Items items = drive.readonly() ? overlay(image) : writable(drive, image);
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
    private static Items overlay(Path image) {
        return new Items()
                .item("format", "qcow2")
                .item("file.filename", image.toString())
                .item("backing.file.locking", "off")
                .item("cache", "unsafe");
    }

    private static Items writable(Drive drive, Path image) {
        CacheMode cache = drive.cachemode() == null ? CacheMode.WRITEBACK : drive.cachemode();
        return new Items()
                .item("file", image.toString())
                .item("cache", cache.word())
                .optional("format", drive.format())
                .optional("copy-on-read", drive.copyonread() ? "on" : null)
                .optional("discard", drive.discard() == Discard.DISABLE ? null : "unmap");
    }

    private static void checkDiscard(Drive drive) throws ApplianceException {
        String format = drive.format();
        if (drive.discard() != Discard.ENABLE || "raw".equals(format) || "qcow2".equals(format)) {
            return;
        }
        String why = format == null ? "its format was not given" : "qemu cannot trim the format \"" + format + "\"";
        throw ApplianceException.of(
                        LaunchPhase.DRIVES,
                        "discard cannot be enabled on " + drive.source().given() + ": " + why)
                .remedy(format == null ? "Give the format, raw or qcow2." : "Use discard=besteffort.")
                .errno("ENOTSUP")
                .build();
    }
}
