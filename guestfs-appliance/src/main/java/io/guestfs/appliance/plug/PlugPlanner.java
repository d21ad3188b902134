package io.guestfs.appliance.plug;

import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.image.FileKind;
import io.guestfs.appliance.image.ImageLayer;
import io.guestfs.appliance.plug.PlugPlan.PassedBridge;
import io.guestfs.appliance.plug.PlugPlan.PassedFile;
import io.guestfs.appliance.plug.PlugPlan.PassedSocket;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the plan for one drive. Nothing is opened and nothing is said to qemu. */
final class PlugPlanner {
    /** Formats whose images can have another one below. For these qemu must be told what is there, or that nothing is. */
    private static final Set<String> STACKING = Set.of("qcow2", "qcow", "qed", "vmdk");

    private static final String RAW = "raw";
    private static final String DRIVER = "driver";

    private final String key;
    private final boolean lockedUp;
    private final List<PassedFile> files = new ArrayList<>();
    private final List<PassedSocket> sockets = new ArrayList<>();
    private @Nullable PassedBridge bridge;
    private int nextSet;

    /**
     * Begins a plan.
     *
     * @param key what qemu shall call the drive
     * @param firstSet number of the first descriptor set that is free
     * @param lockedUp whether qemu has an empty root directory and no rights
     */
    PlugPlanner(String key, int firstSet, boolean lockedUp) {
        this.key = key;
        this.nextSet = firstSet;
        this.lockedUp = lockedUp;
    }

    /**
     * Makes the plan.
     *
     * @param drive the drive, prepared
     * @param layers its images on this host, that on top first; none for a drive at a server that is written
     * @throws ApplianceException if qemu can't reach the drive any more
     */
    PlugPlan plan(Drive drive, List<ImageLayer> layers) throws ApplianceException {
        DriveImage image = drive.opened();
        if (image == null) {
            throw new IllegalStateException("the drive " + drive.source().given() + " has not been prepared");
        }
        boolean overlaid = drive.readonly() && image.file() != null;
        boolean unsafe = overlaid || drive.cachemode() == CacheMode.UNSAFE;
        Map<String, Object> node = image.remote() == null
                ? layer(layers, 0, overlaid, unsafe, null)
                : remote(drive, image, layers, unsafe);
        if (!overlaid && drive.discard() != Discard.DISABLE) {
            node.put("discard", "unmap");
        }
        if (!overlaid && drive.copyonread()) {
            Map<String, Object> copying = new LinkedHashMap<>();
            copying.put(DRIVER, "copy-on-read");
            copying.put("file", node);
            node = copying;
        }
        node.put("node-name", key);
        return new PlugPlan(
                key,
                bridge == null ? image.secret() : null,
                new PlugPlan.Passed(List.copyOf(files), List.copyOf(sockets), bridge),
                node,
                device(drive));
    }

    private Map<String, Object> device(Drive drive) {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put(DRIVER, "scsi-hd");
        device.put("bus", "scsi.0");
        device.put("id", key);
        device.put("drive", key);
        device.put("device_id", key);
        if (drive.label() != null) {
            device.put("serial", drive.label());
        }
        if (drive.blocksize() != 0) {
            device.put("physical_block_size", drive.blocksize());
            device.put("logical_block_size", drive.blocksize());
        }
        // As for the drives of a launch: the guest gets the error, nobody waits for ever.
        device.put("werror", "report");
        device.put("rerror", "report");
        return device;
    }

    /** An image with all that is below it. */
    private Map<String, Object> layer(
            List<ImageLayer> layers,
            int index,
            boolean overlaid,
            boolean unsafe,
            @Nullable Map<String, Object> remoteBelow)
            throws ApplianceException {
        ImageLayer layer = layers.get(index);
        boolean top = index == 0;
        Map<String, Object> file = file(layer.file(), top);
        if (overlaid && index == 1) {
            // Whoever looks at an image without writing must not keep its owner from it.
            file.put("locking", "off");
        }
        Map<String, Object> node = format(layer.format(), file, top);
        if (unsafe) {
            caches(file);
            caches(node);
        }
        boolean more = index + 1 < layers.size();
        if (more) {
            node.put("backing", layer(layers, index + 1, overlaid, unsafe, null));
        } else if (STACKING.contains(layer.format())) {
            node.put("backing", remoteBelow);
        }
        return node;
    }

    private Map<String, Object> file(Path path, boolean writable) throws ApplianceException {
        PassedFile passed = new PassedFile(nextSet++, path, writable);
        files.add(passed);
        Map<String, Object> node = new LinkedHashMap<>();
        node.put(DRIVER, blockDevice(path) ? "host_device" : "file");
        node.put("filename", passed.name());
        node.put("read-only", !writable);
        node.put("discard", "unmap");
        return node;
    }

    private static Map<String, Object> format(String format, Map<String, Object> file, boolean writable) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put(DRIVER, format);
        node.put("read-only", !writable);
        node.put("file", file);
        return node;
    }

    private static void caches(Map<String, Object> node) {
        Map<String, Object> cache = new LinkedHashMap<>();
        cache.put("direct", false);
        cache.put("no-flush", true);
        node.put("cache", cache);
    }

    private static boolean blockDevice(Path path) throws ApplianceException {
        try {
            return FileKind.of(path) == FileKind.BLOCK_DEVICE;
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.DRIVES, path + " is not there any more: " + e)
                    .errno("ENOENT")
                    .cause(e)
                    .build();
        }
    }

    private Map<String, Object> remote(Drive drive, DriveImage image, List<ImageLayer> layers, boolean unsafe)
            throws ApplianceException {
        if (!(drive.source() instanceof DriveSource.Network source) || image.remote() == null) {
            throw new IllegalStateException("only a drive at a server is remote");
        }
        String format = formatOf(drive, image);
        RemoteNode remote = new RemoteNode(source, image.remote(), lockedUp);
        Map<String, Object> protocol;
        if (remote.bridged()) {
            String outside = BridgeOptions.outside(drive, source, format);
            bridge = BridgeOptions.of(key + "-bridge", drive, image, outside, STACKING.contains(outside));
            protocol = RemoteNode.served(bridge.name());
            format = outside.equals(RAW) ? format : RAW;
        } else {
            protocol = remote.options(this::socket);
        }
        protocol.put("read-only", drive.readonly());
        Map<String, Object> node = format(format, protocol, !drive.readonly());
        if (STACKING.contains(String.valueOf(node.get(DRIVER)))) {
            // What is below an image at a server could only be opened by name.
            node.put("backing", null);
        }
        if (unsafe) {
            caches(node);
        }
        return layers.isEmpty() ? node : layer(layers, 0, true, true, node);
    }

    /** The format of a drive at a server. */
    static String formatOf(Drive drive, DriveImage image) {
        String format = drive.format() == null ? image.format() : drive.format();
        return format == null ? RAW : format;
    }

    private String socket(Path path) {
        String name = key + "-socket" + sockets.size();
        sockets.add(new PassedSocket(name, path));
        return name;
    }
}
