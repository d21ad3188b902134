package io.guestfs.it.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The disks of one guest as its kernel calls them. The kernel hands out letters in the order in which disks happen to come
 * up; the daemon knows the drive behind each letter and gives back the names that the drives should have, but for what it
 * takes from other programs and from the kernel as it is. There the names are put right here.
 */
final class KernelDisks {

    /** A command for the guest that shows which drive is behind each letter. */
    static final String COMMAND = "readlink /sys/block/sd?";

    /** The calls whose results show the kernel's names or numbers. */
    private static final Set<String> SHOWING = Set.of(
            "df",
            "df_h",
            "blkid",
            "xfs_info",
            "stat",
            "lstat",
            "statns",
            "lstatns",
            "lstatlist",
            "lstatnslist",
            "statvfs",
            "mountable_device",
            "pvs_full",
            "md_stat",
            "md_detail");

    private static final Pattern LINK = Pattern.compile("/target\\d+:\\d+:(\\d+)/.*/block/sd([a-z])");
    private static final Pattern NAME = Pattern.compile("(?<=/dev/sd|device_dev_sd)[a-z]");
    private static final Pattern NUMBER = Pattern.compile("(?<=\\bst_dev: |\\bdev: |\\bfsid: )[0-9]+");
    private static final Pattern MAJOR_MINOR = Pattern.compile("(?<=\\b8:)[0-9]+");

    private static final Pattern PAIR = Pattern.compile("\"[^\"]*\", \"[^\"]*\"");

    private static final int FIRST = 8 << 8;
    private static final int PARTITIONS = 16;

    private final Map<Integer, Integer> drives = new HashMap<>();

    /**
     * Learns who is who.
     *
     * @param links what the {@link #COMMAND} gives
     */
    KernelDisks(String links) {
        Map<Integer, Integer> letters = new TreeMap<>();
        Matcher link = LINK.matcher(links);
        while (link.find()) {
            letters.put(Integer.parseInt(link.group(1)), link.group(2).charAt(0) - 'a');
        }
        List<Integer> inOrder = new ArrayList<>(letters.values());
        for (int drive = 0; drive < inOrder.size(); drive++) {
            drives.put(inOrder.get(drive), drive);
        }
    }

    /** Gives an outcome with the names that the drives should have. */
    Outcome putRight(String call, Outcome outcome) {
        if (!SHOWING.contains(call) || outcome.failed()) {
            return outcome;
        }
        String resultLine = call + " = ";
        return outcome.withResult(text -> {
            String right = text(text);
            // The devices of an array come in the order of the kernel's directory of them.
            return call.equals("md_detail") && text.startsWith(resultLine) ? resultLine + pairs(right) : right;
        });
    }

    private static String pairs(String line) {
        return PAIR.matcher(line)
                .results()
                .map(MatchResult::group)
                .sorted()
                .toList()
                .toString();
    }

    private String text(String text) {
        String named = NAME.matcher(text).replaceAll(match -> letter(match.group()));
        String numbered = NUMBER.matcher(named).replaceAll(match -> number(match, FIRST));
        return MAJOR_MINOR.matcher(numbered).replaceAll(match -> number(match, 0));
    }

    private String letter(String letter) {
        return Character.toString('a' + drive(letter.charAt(0) - 'a'));
    }

    private String number(MatchResult match, int first) {
        long minor = Long.parseLong(match.group()) - first;
        if (minor < 0 || minor >= PARTITIONS * PARTITIONS) {
            return match.group();
        }
        return Long.toString(first + PARTITIONS * (long) drive((int) minor / PARTITIONS) + minor % PARTITIONS);
    }

    private int drive(int disk) {
        return drives.getOrDefault(disk, disk);
    }
}
