package io.guestfs.internal.call;

import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.codec.DevicesCodec;
import io.guestfs.internal.codec.InternalMountable;
import io.guestfs.internal.codec.MountsCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of btrfs subvolumes in what the daemon answers. The kernel in the appliance hands out the letters of disks in any
 * order; the daemon hides that by translating device names both ways, but forgets it in the answers that name a subvolume,
 * {@code btrfsvol:/dev/sdb2/home}. Given back to the daemon, such a name would mean another disk.
 */
final class SubvolumeNames {

    private static final @Nullable Object[] NO_OPTIONS = {};
    private static final String PREFIX = "btrfsvol:";
    private static final Pattern DISK = Pattern.compile("(/dev/[hsv]d[a-z]{1,2})(\\d{0,4})");
    private static final Pattern SUBVOLUME = Pattern.compile(PREFIX + DISK + "(/.*)", Pattern.DOTALL);

    private final OlderCalls.Daemon daemon;
    private final Map<String, String> known = new LinkedHashMap<>();

    private SubvolumeNames(OlderCalls.Daemon daemon) {
        this.daemon = daemon;
    }

    /**
     * Gives an answer with the names that the daemon takes.
     *
     * @param call name of the call
     * @param result what the daemon answered
     * @param daemon is asked which disk is which, if a subvolume is named at all
     * @return the answer itself, or a corrected copy
     */
    static @Nullable Object corrected(String call, @Nullable Object result, OlderCalls.Daemon daemon) {
        SubvolumeNames names = new SubvolumeNames(daemon);
        return switch (call) {
            case "list_filesystems", "inspect_get_mountpoints" -> names.ofMap((Map<?, ?>) result);
            case "inspect_os", "inspect_get_roots", "inspect_get_filesystems" -> names.ofList((List<?>) result);
            case "internal_parse_mountable" -> names.ofParts((InternalMountable) result);
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
        if (parts == null || parts.imVolume().isEmpty()) {
            return parts;
        }
        Matcher matcher = DISK.matcher(parts.imDevice());
        return matcher.matches()
                ? new InternalMountable(parts.imType(), disk(matcher.group(1)) + matcher.group(2), parts.imVolume())
                : parts;
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
                new ArrayList<>(ask(() -> daemon.call(DevicesCodec.LIST_DEVICES, new Object[0], NO_OPTIONS))
                        .orElse(List.of()));
        if (disks.remove(inside)) {
            disks.add(0, inside);
        }
        for (String disk : disks) {
            Optional<InternalMountable> parts = ask(() -> daemon.call(
                    MountsCodec.INTERNAL_PARSE_MOUNTABLE, new Object[] {PREFIX + disk + "/any"}, NO_OPTIONS));
            if (parts.isPresent() && parts.get().imDevice().equals(inside)) {
                return disk;
            }
        }
        return inside;
    }

    private interface Question<R> {
        R ask();
    }

    private static <R> Optional<R> ask(Question<R> question) {
        try {
            return Optional.of(question.ask());
        } catch (ApplianceLostException e) {
            throw e;
        } catch (GuestFSException e) {
            // The answer that was asked for stands as the daemon gave it.
            return Optional.empty();
        }
    }
}
