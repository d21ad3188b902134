package io.guestfs.it.compare;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of one side without what can't be equal on both sides. Each of these is replaced by a word that says what it
 * was, and nothing else is.
 *
 * <ul>
 *   <li>The directory of the side: the two work in different ones.
 *   <li>UUIDs, which the tools of the guest draw at random. They are numbered in the order in which they appear, so that a
 *       UUID that comes again is still seen to be the same. UUIDs that a script gives stand in the script and stay.
 *   <li>Times of now: seconds since 1970 that lie within the run of this side, with their nanoseconds, dates, and the
 *       minutes that {@code ls} shows.
 *   <li>The temporary directory of a handle, and what {@code mkdtemp} and {@code mktemp} of the guest made of
 *       {@code XXXXXX}.
 *   <li>The sizes that {@code df} tells of the appliance's own file systems: they depend on its memory.
 *   <li>Bytes from 0x80 on in the structures of a trace, to which the C library adds six letters f on most processors.
 *   <li>Fields that had another name in the C library of Debian 12: the trace shows the names.
 * </ul>
 */
final class Normalised {

    private static final Pattern UUID = Pattern.compile(
            "\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b"
                    // RAID: four groups.
                    + "|\\b[0-9a-f]{8}(?::[0-9a-f]{8}){3}\\b"
                    // Volume managers: letters and digits, with dashes or without.
                    + "|\\b[0-9a-zA-Z]{6}(?:-[0-9a-zA-Z]{4}){5}-[0-9a-zA-Z]{6}\\b|(?<=_uuid: \"?)[0-9a-zA-Z]{32}\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SECONDS = Pattern.compile("\\b[1-9][0-9]{9}\\b");
    private static final Pattern NANOSECONDS = Pattern.compile("(_sec: <now>, st_[amc]time_nsec: )[0-9]+");
    private static final Pattern DATE = Pattern.compile(
            "\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} 20[0-9]{2}\\b");

    private static final Pattern MINUTE = Pattern.compile("\\b[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}\\b");
    private static final DateTimeFormatter LS =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern APPLIANCE_SIZES =
            Pattern.compile("(?m)^(/dev/root|/dev|shmfs|tmpfs)(?: +[0-9.KMG]+){4}%");
    private static final Pattern SIGNED_BYTE = Pattern.compile("\\\\xffffff([89a-f][0-9a-f])");
    private static final Pattern TEMPORARY = Pattern.compile("/[^ \"]*/(?:lib)?guestfs[0-9a-zA-Z]+/");
    private static final Pattern RANDOM_NAME = Pattern.compile("/tree/(?:tmp)?[0-9a-zA-Z]{6}(?=[.\"])");

    private final String directory;
    private final Instant begin;
    private final Instant end;
    private final Map<String, String> uuids = new HashMap<>();

    /**
     * Prepares for one side.
     *
     * @param directory where it worked
     * @param begin when it began
     * @param end when it ended
     */
    Normalised(String directory, Instant begin, Instant end) {
        this.directory = directory;
        this.begin = begin;
        this.end = end;
    }

    /** A text of this side; they have to come in the order in which they were made. */
    String text(String text, String script) {
        String replaced = text.replace(directory, "<directory>");
        replaced = UUID.matcher(replaced).replaceAll(match -> uuid(match.group(), script));
        replaced = SECONDS.matcher(replaced).replaceAll(match -> isNow(match.group()) ? "<now>" : match.group());
        replaced = NANOSECONDS.matcher(replaced).replaceAll("$1<nanoseconds>");
        for (Map.Entry<String, String> field : OriginalLibrary.RENAMED.entrySet()) {
            replaced = replaced.replace(field.getKey() + ": ", field.getValue() + ": ");
        }
        replaced = APPLIANCE_SIZES.matcher(replaced).replaceAll("$1 <sizes>");
        replaced = SIGNED_BYTE.matcher(replaced).replaceAll("\\\\x$1");
        replaced = TEMPORARY.matcher(replaced).replaceAll("<temporary>/");
        replaced = RANDOM_NAME.matcher(replaced).replaceAll("<random name>");
        replaced = DATE.matcher(replaced).replaceAll("<date>");
        return MINUTE.matcher(replaced).replaceAll(match -> isMinuteOfRun(match.group()) ? "<minute>" : match.group());
    }

    private boolean isMinuteOfRun(String minute) {
        for (Instant at = begin.minusSeconds(2); at.isBefore(end.plusSeconds(60)); at = at.plusSeconds(60)) {
            if (LS.format(at).equals(minute)) {
                return true;
            }
        }
        return false;
    }

    private String uuid(String uuid, String script) {
        return script.contains(uuid)
                ? Matcher.quoteReplacement(uuid)
                : uuids.computeIfAbsent(uuid, key -> "<uuid " + (uuids.size() + 1) + ">");
    }

    /** The clock of the guest reads whole seconds from the host's, so a second more is allowed at both ends. */
    private boolean isNow(String seconds) {
        long second = Long.parseLong(seconds);
        return second >= begin.getEpochSecond() - 2 && second <= end.getEpochSecond() + 2;
    }
}
