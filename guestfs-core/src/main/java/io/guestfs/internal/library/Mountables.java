package io.guestfs.internal.library;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.codec.InternalMountable;
import io.guestfs.internal.codec.MountsCodec;
import io.guestfs.internal.local.MountablesHome;

/** The two parts of what can be mounted: a device, and perhaps a Btrfs subvolume in it. */
public final class Mountables implements MountablesHome {

    private final CallRunner runner;

    /** Makes the home. */
    public Mountables(CallRunner runner) {
        this.runner = runner;
    }

    @Override
    public String mountableDevice(String mountable) {
        return parse(mountable).imDevice();
    }

    @Override
    public String mountableSubvolume(String mountable) {
        String volume = parse(mountable).imVolume();
        if (volume.isEmpty()) {
            throw new InvalidArgumentException(
                    "mountable_subvolume", "'" + mountable + "' names no Btrfs subvolume", ErrorNumber.EINVAL);
        }
        return volume;
    }

    private InternalMountable parse(String mountable) {
        return runner.daemon(MountsCodec.INTERNAL_PARSE_MOUNTABLE, null, mountable);
    }
}
