package io.guestfs.appliance.plug;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSource.Network;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.plug.PlugPlan.PassedBridge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is said to the program that reaches a server for a qemu which can't. It hands on bytes, and what they mean is for qemu to
 * find in its cage; but only who opens the image at the server can make it grow, so what grows is opened there.
 */
final class BridgeOptions {
    private static final String RAW = "raw";
    /** Servers on which a file gets longer when it is written behind its end. */
    private static final Set<NetworkProtocol> GROWING =
            Set.of(NetworkProtocol.SSH, NetworkProtocol.RBD, NetworkProtocol.GLUSTER);

    private BridgeOptions() {}

    /**
     * The format in which the program opens the image.
     *
     * @param drive the drive
     * @param source the same
     * @param format its format
     * @return raw unless the image has to grow
     */
    static String outside(Drive drive, Network source, String format) {
        return drive.readonly() || !GROWING.contains(source.protocol()) ? RAW : format;
    }

    static PassedBridge of(String name, Drive drive, DriveImage image, String format, boolean stacking) {
        BlockNode remote = image.remote();
        if (remote == null) {
            throw new IllegalStateException("only a drive at a server needs a bridge");
        }
        List<String> options = new ArrayList<>();
        if (drive.readonly()) {
            options.add("--read-only");
        } else {
            options.add("--cache=" + (drive.cachemode() == CacheMode.UNSAFE ? "unsafe" : "writeback"));
            options.add("--discard=" + (drive.discard() == Discard.DISABLE ? "ignore" : "unmap"));
        }
        if (image.secret() != null) {
            options.addAll(List.of("--object", QemuImg.secretWords(image.secret())));
        }
        Map<String, @Nullable Object> top =
                new LinkedHashMap<>(remote.below(format).options());
        if (stacking) {
            // What is below an image at a server could only be opened by name.
            top.put("backing", null);
        }
        return new PassedBridge(name, drive.source().toString(), List.copyOf(options), new BlockNode(top).fileName());
    }
}
