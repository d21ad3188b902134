package io.guestfs.internal.library;

import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.codec.CommandsCodec;
import io.guestfs.internal.codec.DevicesCodec;
import io.guestfs.internal.codec.MountsCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the guest sees of its disks, and what it does with them. Asked for the library's own sake. */
final class GuestDisks {

    private static final String SYSTEM = "/sysroot";

    private static final String SETTLE = "udevadm settle --timeout=30";

    /**
     * Prints a line for each thing that holds the disk with the label {@code $l}, or one of its partitions: {@code KIND PARTITION WHAT}. The partition is what
     * follows the name of the disk. Names of the kernel are used throughout, and the daemon's names stay out.
     */
    private static final String HOLDERS = """
            d=$(readlink -f /dev/disk/guestfs/$l); d=${d##*/}; [ -d /sys/block/$d ] || exit 0
            for q in /sys/block/$d /sys/block/$d/$d*; do
              [ -e $q/dev ] || continue; p=${q##*/}; n=${p#$d}
              while read -r s m t r; do case $s in /dev/*)
                [ "$(readlink -f "$s")" = /dev/$p ] && echo "mount :$n $m";; esac; done < /proc/mounts
              while read -r s r; do [ "$s" = /dev/$p ] && echo "swap :$n -"; done < /proc/swaps
              for h in $q/holders/*; do [ -e "$h" ] || continue
                u=$(cat "$h/dm/uuid" 2>/dev/null); w=$(cat "$h/dm/name" 2>/dev/null)
                case $u in LVM-*) k=lvm;; CRYPT-*) k=crypt;; *) k=device;; esac
                echo "$k :$n ${w:-${h##*/}}"; done
              for b in /sys/fs/btrfs/*/devices/$p; do [ -e "$b" ] && echo "btrfs :$n -"; done
            done; exit 0
            """;

    private final CallRunner runner;

    GuestDisks(CallRunner runner) {
        this.runner = runner;
    }

    /** The whole disks, as the daemon names them; empty if it can't say. */
    List<String> devices() {
        return runner.aside(DevicesCodec.LIST_DEVICES).orElse(List.of());
    }

    /** The disks and partitions that have labels, by label. */
    Map<String, String> labels() {
        return runner.aside(DevicesCodec.LIST_DISK_LABELS).orElse(Map.of());
    }

    /** Waits until the guest has made the names for what has come and gone. */
    void settle() {
        Optional<String> unused = runner.aside(CommandsCodec.DEBUG, "sh", List.of(SETTLE));
    }

    /**
     * Says what keeps a disk from being taken away.
     *
     * @param label its label, which is letters only
     * @param device its name
     * @return a sentence for each thing; none if nothing was found
     */
    List<String> holders(String label, String device) {
        Optional<String> lines = runner.aside(CommandsCodec.DEBUG, "sh", List.of("l=" + label + "; " + HOLDERS));
        return lines.map(text -> sentences(text, device)).orElseGet(() -> mounts(device));
    }

    private static List<String> sentences(String lines, String device) {
        List<String> sentences = new ArrayList<>();
        for (String line : lines.split("\n", -1)) {
            String[] words = line.split(" ", 3);
            if (words.length == 3) {
                String part = device + words[1].substring(1);
                switch (words[0]) {
                    case "mount" -> sentences.add(part + " is mounted on " + inSystem(words[2]));
                    case "swap" -> sentences.add(part + " is used for swapping");
                    case "lvm" -> sentences.add(part + " holds the active logical volume " + words[2]);
                    case "crypt" -> sentences.add(part + " holds the open encrypted device " + words[2]);
                    case "btrfs" -> sentences.add(part + " is part of a btrfs file system that is mounted");
                    default -> sentences.add(part + " is part of the device " + words[2]);
                }
            }
        }
        return sentences.stream().distinct().toList();
    }

    private static String inSystem(String mountPoint) {
        String inside = mountPoint.startsWith(SYSTEM) ? mountPoint.substring(SYSTEM.length()) : mountPoint;
        return inside.isEmpty() ? "/" : inside;
    }

    /** All that a daemon without a shell tells. */
    private List<String> mounts(String device) {
        List<String> sentences = new ArrayList<>();
        runner.aside(MountsCodec.MOUNTPOINTS).orElse(Map.of()).forEach((mounted, at) -> {
            if (mounted.matches(device + "p?[0-9]*")) {
                sentences.add(mounted + " is mounted on " + at);
            }
        });
        return sentences;
    }
}
