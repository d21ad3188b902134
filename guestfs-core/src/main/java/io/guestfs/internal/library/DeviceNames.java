package io.guestfs.internal.library;

import io.guestfs.calls.LvmCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.call.GraveFailures;
import io.guestfs.internal.local.DeviceNamesHome;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How drives are called in the appliance: {@code /dev/sda}, …, {@code /dev/sdz}, {@code /dev/sdaa}, … */
public final class DeviceNames implements DeviceNamesHome {

    private static final int LETTERS = 26;

    /** One or two characters, the first not an m (which would be /dev/md0), then d and letters. */
    private static final Pattern WHOLE = Pattern.compile("/dev/(?!m)[^/]{1,2}?d([a-z]{1,6})");

    private static final Pattern ANY = Pattern.compile("/dev/(?!m)[^/]{1,2}?d([a-z].*)");

    private final LvmCalls lvm;
    private final IntPredicate driveThere;

    /**
     * Makes the home.
     *
     * @param lvm knows the names of logical volumes
     * @param driveThere tells whether there is a drive of a number
     */
    public DeviceNames(LvmCalls lvm, IntPredicate driveThere) {
        this.lvm = lvm;
        this.driveThere = driveThere;
    }

    @Override
    public int deviceIndex(String device) {
        Matcher matcher = WHOLE.matcher(device);
        if (!matcher.matches()) {
            throw new GuestFSException(
                    "device_index", "'" + device + "' is not the name of a whole drive", ErrorNumber.NONE);
        }
        long index = 0;
        for (char c : matcher.group(1).toCharArray()) {
            index = index * LETTERS + (c - 'a' + 1);
        }
        return Math.toIntExact(index - 1);
    }

    @Override
    public String deviceName(int index) {
        if (!driveThere.test(index)) {
            throw new InvalidArgumentException(
                    "device_name", "there is no drive with the number " + index, ErrorNumber.EINVAL);
        }
        StringBuilder letters = new StringBuilder();
        for (int rest = index; rest >= 0; rest = rest / LETTERS - 1) {
            letters.insert(0, (char) ('a' + rest % LETTERS));
        }
        return "/dev/sd" + letters;
    }

    @Override
    public String canonicalDeviceName(String device) {
        Matcher matcher = ANY.matcher(device);
        if (matcher.matches()) {
            return "/dev/sd" + matcher.group(1);
        }
        if (device.startsWith("/dev/mapper/") || device.startsWith("/dev/dm-")) {
            return logicalVolume(device);
        }
        return device;
    }

    private String logicalVolume(String device) {
        try {
            return lvm.lvmCanonicalLvName(device);
        } catch (GuestFSException e) {
            GraveFailures.rethrow(e);
            // Not every mapped device is a logical volume; such names are canonical already.
            return device;
        }
    }
}
