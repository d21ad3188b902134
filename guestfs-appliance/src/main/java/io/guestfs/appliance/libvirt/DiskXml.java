package io.guestfs.appliance.libvirt;

import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.libvirt.DomainSetup.Labels;
import io.guestfs.appliance.libvirt.DomainSetup.Root;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The disks of the domain. What lies below an overlay is named, so that libvirt does not look for it in what guests wrote. */
final class DiskXml {
    private static final int LETTERS = 26;

    private final Labels labels;

    DiskXml(Labels labels) {
        this.labels = labels;
    }

    void add(XmlText xml, GuestDisk disk, int index) {
        Drive drive = disk.drive();
        Path image = drive.image();
        if (disk.overlaid() && image != null) {
            xml.element(
                    "disk",
                    inside -> {
                        driver(inside, "qcow2", "unsafe", null, null);
                        file(inside, image, false, false, false);
                        below(inside, disk);
                        place(inside, drive, index);
                    },
                    "type",
                    "file",
                    "device",
                    "disk");
        } else {
            xml.element("disk", inside -> written(inside, disk, index), "type", type(disk), "device", "disk");
        }
    }

    void addRoot(XmlText xml, Root root, int index) {
        xml.element(
                "disk",
                inside -> {
                    driver(inside, "qcow2", "unsafe", null, null);
                    file(inside, root.overlay(), false, false, false);
                    inside.element(
                            "backingStore",
                            below -> {
                                below.leaf("format", "type", root.format());
                                file(below, root.below(), false, false, labels.changesUsers());
                                below.leaf("backingStore");
                            },
                            "type",
                            "file");
                    place(inside, null, index);
                },
                "type",
                "file",
                "device",
                "disk");
    }

    private void written(XmlText xml, GuestDisk disk, int index) {
        Drive drive = disk.drive();
        CacheMode cache = drive.cachemode() == null ? CacheMode.WRITEBACK : drive.cachemode();
        driver(
                xml,
                disk.format(),
                cache.word(),
                drive.copyonread() ? "on" : null,
                drive.discard() == Discard.DISABLE ? null : "unmap");
        source(xml, disk, false);
        if (!disk.chained()) {
            xml.leaf("backingStore");
        }
        place(xml, drive, index);
    }

    private void below(XmlText xml, GuestDisk disk) {
        xml.element(
                "backingStore",
                below -> {
                    below.leaf("format", "type", disk.format());
                    source(below, disk, true);
                    if (!disk.chained()) {
                        below.leaf("backingStore");
                    }
                },
                "type",
                type(disk));
    }

    /** libvirt's own policy would stop the guest when the host is full, and everybody would wait for ever. */
    private static void driver(
            XmlText xml, String format, String cache, @Nullable String copyOnRead, @Nullable String discard) {
        xml.leaf(
                "driver",
                "name",
                "qemu",
                "type",
                format,
                "cache",
                cache,
                "error_policy",
                "report",
                "rerror_policy",
                "report",
                "discard",
                discard,
                "copy_on_read",
                copyOnRead);
    }

    private static String type(GuestDisk disk) {
        return disk.drive().source() instanceof DriveSource.Network ? "network" : disk.block() ? "block" : "file";
    }

    private void source(XmlText xml, GuestDisk disk, boolean shared) {
        Path file = disk.source();
        if (disk.drive().source() instanceof DriveSource.Network network) {
            NetworkSource.add(xml, network, disk.secret());
        } else if (file != null) {
            boolean ours = !(disk.drive().source() instanceof DriveSource.File);
            boolean keepLabel = labels.keepDiskLabels() && !ours;
            file(xml, file, disk.block(), keepLabel, shared && labels.changesUsers());
        }
    }

    /** libvirt never gives back what it took below an overlay, so it must not take it. */
    private static void file(XmlText xml, Path file, boolean block, boolean keepLabel, boolean keepOwner) {
        String kind = block ? "dev" : "file";
        if (!keepLabel && !keepOwner) {
            xml.leaf("source", kind, file.toString());
            return;
        }
        Consumer<XmlText> kept = inside -> {
            if (keepLabel) {
                inside.leaf("seclabel", "model", "selinux", "relabel", "no");
            }
            if (keepOwner) {
                inside.leaf("seclabel", "model", "dac", "relabel", "no");
            }
        };
        xml.element("source", kept, kind, file.toString());
    }

    private static void place(XmlText xml, @Nullable Drive drive, int index) {
        xml.leaf("target", "dev", name(index), "bus", "scsi");
        if (drive != null && drive.label() != null) {
            xml.text("serial", drive.label());
        }
        if (drive != null && drive.blocksize() != 0) {
            String size = Integer.toString(drive.blocksize());
            xml.leaf("blockio", "logical_block_size", size, "physical_block_size", size);
        }
        xml.leaf(
                "address",
                "type",
                "drive",
                "controller",
                "0",
                "bus",
                "0",
                "target",
                Integer.toString(index),
                "unit",
                "0");
    }

    /** sda to sdz, then sdaa and so on. */
    private static String name(int index) {
        StringBuilder letters = new StringBuilder();
        for (int left = index; left >= 0; left = left / LETTERS - 1) {
            letters.insert(0, (char) ('a' + left % LETTERS));
        }
        return "sd" + letters;
    }
}
