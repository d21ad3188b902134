package io.guestfs.internal.call;

import io.guestfs.internal.codec.DevicesCodec;
import io.guestfs.internal.codec.InternalMountable;
import io.guestfs.internal.codec.MountsCodec;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.structs.MdStat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of disks in what the daemon answers. The kernel in the appliance hands out the letters of disks in any order; the daemon
 * hides that by translating device names both ways, but forgets it in the answers that name a btrfs subvolume,
 * {@code btrfsvol:/dev/sdb2/home}, the device of a mountable or a member of an array. Given back to the daemon, such a name would mean another disk.
 */
final class DiskNames {

    private static final String PREFIX = "btrfsvol:";
    private static final Pattern DISK = Pattern.compile("(/dev/[hsv]d[a-z]{1,2})(\\d{0,4})");
    private static final Pattern SUBVOLUME = Pattern.compile(PREFIX + DISK + "(/.*)", Pattern.DOTALL);

    /** Asks the daemon in the middle of a call; empty when it refuses. */
    interface Daemon {
        <R> Optional<R> ask(DaemonCall<R> call, @Nullable Object... args);
    }

    private final Daemon daemon;
    private final Map<String, String> known = new LinkedHashMap<>();

    private DiskNames(Daemon daemon) {
        this.daemon = daemon;
    }

    /**
     * Gives an answer with the names that the daemon takes.
     *
     * @param call name of the call
     * @param result what the daemon answered
     * @param daemon is asked which disk is which, if a disk is named that may be another one
     * @return the answer itself, or a corrected copy
     */
    static @Nullable Object corrected(String call, @Nullable Object result, Daemon daemon) {
        return switch (call) {
            case "list_filesystems", "inspect_get_mountpoints" -> new DiskNames(daemon).ofMap((Map<?, ?>) result);
            case "inspect_os", "inspect_get_roots", "inspect_get_filesystems" ->
                new DiskNames(daemon).ofList((List<?>) result);
            case "internal_parse_mountable" -> new DiskNames(daemon).ofParts((InternalMountable) result);
            case "md_stat" -> new DiskNames(daemon).ofMembers((List<?>) result);
            default -> result;
        };
    }

    private @Nullable Object ofMap(@Nullable Map<?, ?> map) {
        if (map == null || !(named(map.keySet()) || named(map.values()))) {
            return map;
        }
        Map<Object, Object> corrected = new LinkedHashMap<>();
        map.forEach((key, value) -> corrected.put(ofText(key), ofText(value)));
        return corrected;
    }

    private @Nullable Object ofList(@Nullable List<?> list) {
        if (list == null || !named(list)) {
            return list;
        }
        List<Object> corrected = new ArrayList<>();
        list.forEach(item -> corrected.add(ofText(item)));
        return corrected;
    }

    private static boolean named(Iterable<?> texts) {
        for (Object text : texts) {
            if (text instanceof String name && name.startsWith(PREFIX)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Object ofParts(@Nullable InternalMountable parts) {
        if (parts == null) {
            return null;
        }
        return new InternalMountable(parts.imType(), ofDevice(parts.imDevice()), parts.imVolume());
    }

    private @Nullable Object ofMembers(@Nullable List<?> members) {
        return members == null
                ? null
                : members.stream()
                        .map(MdStat.class::cast)
                        .map(member ->
                                new MdStat(ofDevice(member.mdstatDevice()), member.mdstatIndex(), member.mdstatFlags()))
                        .toList();
    }

    private String ofDevice(String device) {
        Matcher matcher = DISK.matcher(device);
        return matcher.matches() ? disk(matcher.group(1)) + matcher.group(2) : device;
    }

    private Object ofText(Object text) {
        Matcher matcher = SUBVOLUME.matcher(text.toString());
        return matcher.matches() ? PREFIX + disk(matcher.group(1)) + matcher.group(2) + matcher.group(3) : text;
    }

    private String disk(String inside) {
        return known.computeIfAbsent(inside, this::find);
    }

    /** Asks for each disk what the kernel calls it, beginning with the one of the same name: it is nearly always that. */
    private String find(String inside) {
        List<String> disks =
                new ArrayList<>(daemon.ask(DevicesCodec.LIST_DEVICES).orElse(List.of()));
        if (disks.remove(inside)) {
            disks.add(0, inside);
        }
        for (String disk : disks) {
            Optional<InternalMountable> parts =
                    daemon.ask(MountsCodec.INTERNAL_PARSE_MOUNTABLE, PREFIX + disk + "/any");
            if (parts.isPresent() && parts.get().imDevice().equals(inside)) {
                return disk;
            }
        }
        return inside;
    }
}
